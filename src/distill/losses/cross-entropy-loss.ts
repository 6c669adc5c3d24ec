import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkLabels, checkMatrix, checkWeights, type Labels, type RowValues } from './check-inputs';
import { crossEntropyOfLabels } from './cross-entropy-kernels';
import { meanOverRows } from './mean-over-rows';

/**
 * Cross-entropy with the observed classes, averaged over the batch: the hard loss.
 *   L = -(1 / batch) · Σ_i w_i · ln softmax(z_i)[y_i]
 * @param options.logits [batch, classes], unscaled
 * @param options.labels [batch], class indices
 * @param options.weights [batch], at least 0; 1 where not given. The sum is divided by the batch's size, not by
 *   the weights' sum
 * @returns scalar, in nats
 * @throws RangeError if a label is no class index or a length does not fit
 */
export function crossEntropyLoss(options: {
  readonly logits: tf.Tensor2D;
  readonly labels: Labels;
  readonly weights?: RowValues;
}): tf.Scalar {
  checkOptions('crossEntropyLoss', options, ['logits', 'labels', 'weights']);
  const { logits } = options;
  const [batch, classes] = checkMatrix('crossEntropyLoss', 'logits', logits);
  const labels = checkLabels('crossEntropyLoss', options.labels, batch, classes);
  const weights = checkWeights('crossEntropyLoss', 'weights', options.weights, batch);
  return meanOverRows({
    input: logits,
    weights,
    losses: (z) => crossEntropyOfLabels(z, tf.tensor1d(labels, 'int32')),
  });
}
