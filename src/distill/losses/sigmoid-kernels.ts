import * as tf from '@tensorflow/tfjs-node';
import type { RowLosses } from './mean-over-rows';

/**
 * Each row's Σ_j w_j · (-p_j · ln σ(z_j) - (1 - p_j) · ln(1 - σ(z_j))), and its slope w_j · (σ(z_j) - p_j). Written as
 * max(z, 0) - p z + ln(1 + e^-|z|), which stays finite for logits of any size.
 * @param logits [batch, columns]
 * @param targets.probabilities p, [batch, columns] or a scalar
 * @param targets.weights w, [batch, columns], [columns] or a scalar
 */
export function binaryCrossEntropies(
  logits: tf.Tensor2D,
  targets: { readonly probabilities: tf.Tensor; readonly weights: tf.Tensor },
): RowLosses {
  const { probabilities, weights } = targets;
  const tail = tf.log1p(tf.exp(tf.neg(tf.abs(logits))));
  const losses = tf.add(tf.sub(tf.relu(logits), tf.mul(logits, probabilities)), tail);
  return {
    rows: tf.sum(tf.mul(losses, weights), 1) as tf.Tensor1D,
    slopes: tf.mul(tf.sub(tf.sigmoid(logits), probabilities), weights) as tf.Tensor2D,
  };
}
