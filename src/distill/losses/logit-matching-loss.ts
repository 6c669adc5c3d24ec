import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkSameShape, checkWeights, type RowValues } from './check-inputs';
import { meanOverRows } from './mean-over-rows';

/**
 * Half the mean squared distance between the student's and the teacher's logits, each row's mean taken out, averaged
 * over the batch.
 *   L = (1 / batch) · Σ_i w_i · (1 / (2 · classes)) · Σ_k (c_ik)²,  c = (z_s - z_t) - mean_k(z_s - z_t)
 * It is the limit of `softLoss` as T grows, with the same scale. A constant added to a row changes nothing, as it
 * changes no probability. The teacher's logits are constants and get no gradient.
 * @param options.studentLogits [batch, classes], unscaled
 * @param options.teacherLogits [batch, classes], unscaled
 * @param options.weights [batch], at least 0; 1 where not given
 * @returns scalar, in squared logits
 * @throws RangeError if the shapes differ
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2.1; Ba & Caruana 2014, arXiv:1312.6184
 */
export function logitMatchingLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D;
  readonly weights?: RowValues;
}): tf.Scalar {
  checkOptions('logitMatchingLoss', options, ['studentLogits', 'teacherLogits', 'weights']);
  const { studentLogits, teacherLogits } = options;
  const [batch, classes] = checkSameShape('logitMatchingLoss', studentLogits, teacherLogits);
  const weights = checkWeights('logitMatchingLoss', 'weights', options.weights, batch);
  return meanOverRows({
    input: studentLogits,
    weights,
    losses: (z) => {
      const difference = tf.sub(z, teacherLogits);
      const centred = tf.sub(difference, tf.mean(difference, 1, true)) as tf.Tensor2D;
      return {
        rows: tf.mul(tf.mean(tf.square(centred), 1), 0.5),
        slopes: tf.div(centred, classes),
      };
    },
  });
}
