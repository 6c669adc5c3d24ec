import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkClicks, checkColumn, checkWeights, type RowValues } from './check-inputs';
import { meanOverRows } from './mean-over-rows';
import { binaryCrossEntropies } from './sigmoid-kernels';

/**
 * Cross-entropy with observed clicks, averaged over the batch: the hard loss of a click model.
 *   L = (1 / batch) · Σ_i w_i · (−y_i · ln σ(z_i) − (1 − y_i) · ln(1 − σ(z_i))),  dL / dz = w · (σ(z) − y) / batch
 * It is `crossEntropyLoss` over the two logits [0, z].
 * @param options.logits [batch], unscaled
 * @param options.labels [batch], 1 for a click, 0 for none
 * @param options.weights [batch], at least 0; 1 where not given. The sum is divided by the batch's size
 * @returns scalar, in nats
 * @throws RangeError if a label is neither 0 nor 1 or a length does not fit
 */
export function binaryCrossEntropyLoss(options: {
  readonly logits: tf.Tensor1D;
  readonly labels: RowValues;
  readonly weights?: RowValues;
}): tf.Scalar {
  const where = 'binaryCrossEntropyLoss';
  checkOptions(where, options, ['logits', 'labels', 'weights']);
  const { logits } = options;
  const batch = checkColumn(where, 'logits', logits);
  const labels = checkClicks(where, options.labels, batch);
  const weights = checkWeights(where, 'weights', options.weights, batch);
  return tf.tidy(() =>
    meanOverRows({
      input: tf.reshape(logits, [batch, 1]),
      weights,
      losses: (z) =>
        binaryCrossEntropies(z, {
          probabilities: tf.tensor2d(labels, [batch, 1]),
          weights: tf.scalar(1),
        }),
    }),
  );
}
