import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkLabels, checkMatrix, checkWeights, type Labels, type RowValues } from './check-inputs';
import { crossEntropyOfDistributions } from './cross-entropy-kernels';
import { meanOverRows } from './mean-over-rows';

/**
 * Cross-entropy with smoothed labels, averaged over the batch: the control that tells a teacher's knowledge from the
 * mere softness of its targets.
 *   L = CE(t, z),  t_k = (1 - smoothing) · [k = y] + smoothing / classes
 * @param options.logits [batch, classes], unscaled
 * @param options.labels [batch], class indices
 * @param options.smoothing in [0, 1); 0 is the hard loss
 * @param options.weights [batch], at least 0; 1 where not given
 * @returns scalar, in nats
 * @throws RangeError if smoothing or a label is out of range or a length does not fit
 * @see Szegedy et al. 2016, arXiv:1512.00567, section 7; as a teacher: Yuan et al. 2020, arXiv:1909.11723
 */
export function labelSmoothingLoss(options: {
  readonly logits: tf.Tensor2D;
  readonly labels: Labels;
  readonly smoothing: number;
  readonly weights?: RowValues;
}): tf.Scalar {
  checkOptions('labelSmoothingLoss', options, ['logits', 'labels', 'smoothing', 'weights']);
  const { logits, smoothing } = options;
  const [batch, classes] = checkMatrix('labelSmoothingLoss', 'logits', logits);
  if (!(smoothing >= 0 && smoothing < 1)) {
    throw new RangeError(`labelSmoothingLoss: smoothing must be in [0, 1), found ${smoothing}`);
  }
  const labels = checkLabels('labelSmoothingLoss', options.labels, batch, classes);
  const weights = checkWeights('labelSmoothingLoss', 'weights', options.weights, batch);
  const rest = smoothing / classes;
  return meanOverRows({
    input: logits,
    weights,
    losses: (z) => {
      const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), classes, 1 - smoothing + rest, rest, 'float32');
      return crossEntropyOfDistributions(z, targets as tf.Tensor2D);
    },
  });
}
