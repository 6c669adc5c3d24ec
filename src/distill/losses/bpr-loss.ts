import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { meanOverRows } from './mean-over-rows';
import { observedRows } from './observed-rows';
import { pickLogits } from './pick-logits';
import { binaryCrossEntropies } from './sigmoid-kernels';

/**
 * Bayesian personalised ranking, averaged over the rows that have a target.
 *   L = -(1 / observed) · Σ_u (1 / n) · Σ_{j drawn} ln σ(z[y] - z[j])
 * The paper adds weight decay, which is the optimizer's part here.
 * @param options.logits [batch, items], unscaled
 * @param options.targets [batch], items; -1 leaves the row out
 * @param options.negatives [batch, n], row-major, items that were not observed
 * @returns scalar, in nats; 0 where no row has a target
 * @throws RangeError if a target is neither an item nor -1; InputError if a negative is no item
 * @see Rendle et al. 2009, arXiv:1205.2618, section 4.1
 */
export function bprLoss(options: {
  readonly logits: tf.Tensor2D;
  readonly targets: Int32Array;
  readonly negatives: Int32Array;
}): tf.Scalar {
  checkOptions('bprLoss', options, ['logits', 'targets', 'negatives']);
  const { logits, targets, negatives } = options;
  const { labels, weights } = observedRows('bprLoss', logits, targets);
  return tf.tidy(() => {
    const others = pickLogits('bprLoss', logits, negatives); // [batch, n]
    return meanOverRows({
      input: tf.sub(pickLogits('bprLoss', logits, labels), others) as tf.Tensor2D,
      weights,
      losses: (margins) =>
        binaryCrossEntropies(margins, {
          probabilities: tf.scalar(1),
          weights: tf.scalar(1 / others.shape[1]),
        }),
    });
  });
}
