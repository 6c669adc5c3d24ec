import type * as tf from '@tensorflow/tfjs-node';
import { attribute, nativeOp, nativeOps } from '../../tensor/native';
import type { RowLosses } from './mean-over-rows';

export { crossEntropyOfLabels } from '../../tensor/cross-entropy';

// TensorFlow computes the cross-entropy and its slope softmax(logits) - target in one pass that subtracts the row's
// maximum first, so both stay finite for logits of any size.

/** Cross-entropy against distributions [batch, classes]. */
export function crossEntropyOfDistributions(logits: tf.Tensor2D, probabilities: tf.Tensor2D): RowLosses {
  const [rows, slopes] = nativeOps(
    'SoftmaxCrossEntropyWithLogits',
    [attribute.float32('T')],
    [logits, probabilities],
    2,
  );
  return { rows: rows as tf.Tensor1D, slopes: slopes as tf.Tensor2D };
}

/** softmax over each row, without an entry on the tape. */
export function softmaxOfRows(logits: tf.Tensor2D): tf.Tensor2D {
  return nativeOp('Softmax', [attribute.float32('T')], [logits]);
}
