import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { crossEntropyOfLabels } from './cross-entropy-kernels';
import { meanOverRows } from './mean-over-rows';
import { observedRows } from './observed-rows';

/**
 * Cross-entropy of the item that came next over the whole catalogue, averaged over the rows that have one.
 *   L = -(1 / Σ c_u) · Σ_{u: y_u ≥ 0} c_u · ln softmax(z_u)[y_u]
 * with the confidence c_u = 1 where no weights are given; for plays c = ln(1 + plays) is usual.
 * @param options.logits [batch, items], unscaled
 * @param options.targets [batch], items; -1 leaves the row out
 * @param options.weights [batch], c_u >= 0
 * @returns scalar, in nats; 0 where no row has a target
 * @throws RangeError if a target is neither an item nor -1, or a weight is below 0
 * @see Hu, Koren & Volinsky 2008, doi:10.1109/ICDM.2008.22, section 4, for confidence that grows with plays
 */
export function nextItemLoss(options: {
  readonly logits: tf.Tensor2D;
  readonly targets: Int32Array;
  readonly weights?: Float32Array;
}): tf.Scalar {
  checkOptions('nextItemLoss', options, ['logits', 'targets', 'weights']);
  const { logits, targets } = options;
  const { labels, weights } = observedRows('nextItemLoss', logits, targets, options.weights);
  return meanOverRows({
    input: logits,
    weights,
    losses: (z) => crossEntropyOfLabels(z, tf.tensor1d(labels, 'int32')),
  });
}
