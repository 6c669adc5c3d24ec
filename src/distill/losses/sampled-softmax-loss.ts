import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { crossEntropyOfLabels } from './cross-entropy-kernels';
import { meanOverRows } from './mean-over-rows';
import { observedRows } from './observed-rows';
import { pickLogits } from './pick-logits';

/** ln(count · q), of each drawn item. */
function logExpectedCounts(probabilities: Float32Array, negatives: Int32Array, count: number): Float32Array {
  return Float32Array.from(negatives, (item) => {
    const probability = probabilities[item];
    if (probability > 0) return Math.log(count * probability);
    throw new InputError(
      `sampledSoftmaxLoss: item ${item} was drawn, but probabilities[${item}] is ${probability}; give the probabilities that the draw went by`,
    );
  });
}

/**
 * Cross-entropy of the item that came next against a sample of other items, averaged over the rows that have one.
 *   L = -(1 / observed) · Σ_u ln( e^z[y] / (e^z[y] + Σ_{j drawn} e^(z[j] - ln(n · q_j))) )
 * where q_j is the probability with which one draw gives j and n the number of draws: the sum then estimates that over
 * the catalogue. TensorFlow's `sampled_softmax_loss` corrects the target as well, which suits a sampler that may also
 * draw it; here the target always stands in the sum, once, and so stays as it is.
 * @param options.logits [batch, items], unscaled
 * @param options.targets [batch], items; -1 leaves the row out
 * @param options.negatives [batch, n], row-major, drawn from the items other than the target
 * @param options.probabilities [items], q; null makes no correction, a softmax over the sample alone
 * @returns scalar, in nats; 0 where no row has a target
 * @throws RangeError if a target is neither an item nor -1; InputError if a negative is no item or has q = 0
 * @see Bengio & Senécal 2008, IEEE Transactions on Neural Networks 19(4); Jean et al. 2015, arXiv:1412.2007, section 3
 */
export function sampledSoftmaxLoss(options: {
  readonly logits: tf.Tensor2D;
  readonly targets: Int32Array;
  readonly negatives: Int32Array;
  readonly probabilities: Float32Array | null;
}): tf.Scalar {
  const where = 'sampledSoftmaxLoss';
  checkOptions(where, options, ['logits', 'targets', 'negatives', 'probabilities']);
  const { logits, targets, negatives, probabilities } = options;
  const { labels, weights } = observedRows(where, logits, targets);
  return tf.tidy(() => {
    let others = pickLogits(where, logits, negatives); // [batch, n]
    if (probabilities !== null) {
      const counts = logExpectedCounts(probabilities, negatives, others.shape[1]);
      others = tf.sub(others, tf.tensor2d(counts, others.shape));
    }
    return meanOverRows({
      input: tf.concat([pickLogits(where, logits, labels), others], 1),
      weights,
      losses: (z) => crossEntropyOfLabels(z, tf.zeros([labels.length], 'int32')),
    });
  });
}
