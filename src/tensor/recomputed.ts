import * as tf from '@tensorflow/tfjs-node';
import type { Parameter } from './parameter';

/**
 * A part of a model whose intermediate results are not held for the way back but computed once more there: memory for
 * one part at a time, for the price of a second forward pass. Outside of a differentiation it is the part itself.
 * @param parameters all that the part reads
 * @param part gives the same at each call: one with dropout starts its random stream where it stood
 * @see Chen et al. 2016, arXiv:1604.06174
 */
export function recomputed<T extends tf.Tensor>(parameters: readonly Parameter[], part: () => T): T {
  const leaves = parameters.flatMap((parameter) => parameter.recordedLeaf ?? []);
  if (leaves.length === 0) return part();
  const run = tf.customGrad(() => ({
    value: part(),
    gradFunc: (dy: tf.Tensor) => {
      const { value, grads } = gradientsWithin(part, leaves, dy as T);
      value.dispose();
      return leaves.map((leaf, i) => grads[i] ?? tf.zerosLike(leaf));
    },
  }));
  return run(...leaves) as T;
}

/** tfjs takes a differentiation on the way back of another for the first of all, and drops the tape at its end. */
function gradientsWithin<T extends tf.Tensor>(part: () => T, leaves: tf.Tensor[], dy: T) {
  const { state } = tf.engine();
  const outer = state.activeTape;
  try {
    return tf.engine().gradients(part, leaves, dy, true);
  } finally {
    state.activeTape = outer;
  }
}
