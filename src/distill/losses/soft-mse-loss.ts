import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkLevels, checkSameShape, checkWeights, type RowValues } from './check-inputs';
import { expectedRating, squaredRatingError } from './expected-rating';
import { meanOverRows } from './mean-over-rows';

/**
 * Squared distance of the student's expected rating from the teacher's, averaged over the batch. It keeps one number
 * of the teacher's distribution and drops the rest; the control for what the whole distribution gives.
 *   L = (1 / batch) · Σ_i w_i · (E_s - E_t)²,  E = Σ_k softmax(z)_k · level_k
 * The teacher's logits are constants and get no gradient.
 * @param options.studentLogits [batch, classes], unscaled
 * @param options.teacherLogits [batch, classes], unscaled
 * @param options.levels [classes], ascending ratings, one for each class
 * @param options.weights [batch], at least 0; 1 where not given
 * @returns scalar, in squared rating points
 * @throws RangeError if the shapes differ or levels do not fit them
 */
export function softMseLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D;
  readonly levels: readonly number[];
  readonly weights?: RowValues;
}): tf.Scalar {
  checkOptions('softMseLoss', options, ['studentLogits', 'teacherLogits', 'levels', 'weights']);
  const { studentLogits, teacherLogits, levels } = options;
  const [batch, classes] = checkSameShape('softMseLoss', studentLogits, teacherLogits);
  checkLevels('softMseLoss', levels, classes);
  const weights = checkWeights('softMseLoss', 'weights', options.weights, batch);
  return meanOverRows({
    input: studentLogits,
    weights,
    losses: (z) => squaredRatingError(z, levels, expectedRating(teacherLogits, levels).expectation),
  });
}
