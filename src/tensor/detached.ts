import * as tf from '@tensorflow/tfjs-node';

/** The values of a tensor as a constant: no gradient goes back through it. Call it within a tidy. */
export function detached<T extends tf.Tensor>(x: T): T {
  return tf.tensor(x.dataSync(), x.shape, x.dtype) as T;
}
