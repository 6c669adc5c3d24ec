import * as tf from '@tensorflow/tfjs-node';
import type { TokenBatch } from './token-batch';

/** Large enough that softmax gives padding a weight of exactly 0. */
const hidden = -1e9;

/** What attention adds to its scores so that nobody looks at padding: [texts, 1, 1, width], or null without padding. */
export function paddingMask({ lengths, width }: TokenBatch): tf.Tensor4D | null {
  if (lengths.every((length) => length === width)) return null;
  const mask = new Float32Array(lengths.length * width);
  lengths.forEach((length, i) => {
    mask.fill(hidden, i * width + length, (i + 1) * width);
  });
  return tf.tensor4d(mask, [lengths.length, 1, 1, width]);
}

/** The mean over each text's own tokens: states [texts, width, hidden] -> [texts, hidden] */
export function meanOverTokens(states: tf.Tensor3D, lengths: Int32Array): tf.Tensor2D {
  const [texts, width, size] = states.shape;
  const shares = new Float32Array(texts * width);
  lengths.forEach((length, i) => {
    shares.fill(1 / length, i * width, i * width + length);
  });
  const sums = tf.matMul(tf.tensor3d(shares, [texts, 1, width]), states); // [texts, 1, hidden]
  return tf.reshape(sums, [texts, size]);
}
