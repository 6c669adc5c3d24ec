import type * as tf from '@tensorflow/tfjs-node';
import { attribute, nativeOps } from './native';

/**
 * Cross-entropy of each row against a class index [rows], with its slope softmax(logits) - target, in one pass that
 * subtracts the row's maximum first. Nothing is recorded: it is for the inside of custom gradients.
 * @param logits [rows, classes]
 */
export function crossEntropyOfLabels(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
): { rows: tf.Tensor1D; slopes: tf.Tensor2D } {
  const [rows, slopes] = nativeOps(
    'SparseSoftmaxCrossEntropyWithLogits',
    [attribute.float32('T'), attribute.int32('Tlabels')],
    [logits, labels],
    2,
  );
  return { rows: rows as tf.Tensor1D, slopes: slopes as tf.Tensor2D };
}
