import { softmax } from './softmax';

/**
 * softmax(q kᵀ / √size) v of one place over the first `seen` places, head by head, added to `into`.
 * @param projected of each place its [q; k; v], each as long as `into`
 */
export function addAttention(
  into: Float32Array,
  projected: readonly Float32Array[],
  { place, seen, size }: { readonly place: number; readonly seen: number; readonly size: number },
): void {
  const width = into.length;
  const query = projected[place];
  for (let start = 0; start < width; start += size) {
    const scores = new Float64Array(seen);
    for (let p = 0; p < seen; p++) {
      for (let k = start; k < start + size; k++) scores[p] += query[k] * projected[p][width + k];
      scores[p] /= Math.sqrt(size);
    }
    softmax(scores).forEach((share, p) => {
      for (let k = start; k < start + size; k++) into[k] += share * projected[p][2 * width + k];
    });
  }
}
