import * as tf from '@tensorflow/tfjs-node';
import { softmaxOfRows } from './cross-entropy-kernels';
import type { RowLosses } from './mean-over-rows';

/** Probabilities [batch, classes] and the rating that they expect [batch, 1]. */
export function expectedRating(
  logits: tf.Tensor2D,
  levels: readonly number[],
): { probabilities: tf.Tensor2D; expectation: tf.Tensor2D } {
  const probabilities = softmaxOfRows(logits);
  const expectation = tf.matMul<tf.Tensor2D>(probabilities, tf.tensor2d([...levels], [levels.length, 1]));
  return { probabilities, expectation };
}

/**
 * Each row's (e - target)² with e = Σ_k p_k · level_k, and its slope 2 · (e - target) · p_k · (level_k - e).
 * @param target [batch, 1]
 */
export function squaredRatingError(
  logits: tf.Tensor2D,
  levels: readonly number[],
  target: tf.Tensor2D,
): RowLosses {
  const { probabilities, expectation } = expectedRating(logits, levels);
  const error = tf.sub(expectation, target) as tf.Tensor2D;
  const spread = tf.mul(probabilities, tf.sub(tf.tensor1d([...levels]), expectation));
  return {
    rows: tf.reshape(tf.square(error), [-1]) as tf.Tensor1D,
    slopes: tf.mul(spread, tf.mul(error, 2)),
  };
}
