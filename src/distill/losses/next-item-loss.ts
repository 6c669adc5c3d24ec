import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { crossEntropyOfLabels } from './cross-entropy-kernels';
import { meanOverRows } from './mean-over-rows';
import { observedRows } from './observed-rows';

/**
 * Cross-entropy of the item that came next over the whole catalogue, averaged over the rows that have one.
 *   L = -(1 / observed) · Σ_{u: y_u ≥ 0} ln softmax(z_u)[y_u]
 * @param options.logits [batch, items], unscaled
 * @param options.targets [batch], items; -1 leaves the row out
 * @returns scalar, in nats; 0 where no row has a target
 * @throws RangeError if a target is neither an item nor -1
 */
export function nextItemLoss(options: {
  readonly logits: tf.Tensor2D;
  readonly targets: Int32Array;
}): tf.Scalar {
  checkOptions('nextItemLoss', options, ['logits', 'targets']);
  const { logits, targets } = options;
  const { labels, weights } = observedRows('nextItemLoss', logits, targets);
  return meanOverRows({
    input: logits,
    weights,
    losses: (z) => crossEntropyOfLabels(z, tf.tensor1d(labels, 'int32')),
  });
}
