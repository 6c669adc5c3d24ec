/**
 * What keeps a process of ours to so many threads. Of TensorFlow's settings only TF_NUM_INTRAOP_THREADS counts: with it
 * at 1, products and element-wise work of tfjs-node 4.22 on TensorFlow 2.21 burn one core (48 of 48 ticks in one thread),
 * without it as many as there are (23 and 23 ticks on two), and neither OMP_NUM_THREADS nor TF_NUM_INTEROP_THREADS changes
 * that, as its oneDNN works on TensorFlow's own pool. OMP_NUM_THREADS stands here for builds that do have OpenMP.
 */
export function threadLimits(threads: number): Readonly<Record<string, string>> {
  return {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    OMP_NUM_THREADS: String(threads),
  };
}
