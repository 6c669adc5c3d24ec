import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkLevels, checkMatrix, checkRatings, checkWeights, type RowValues } from './check-inputs';
import { squaredRatingError } from './expected-rating';
import { meanOverRows } from './mean-over-rows';

/**
 * Squared error of the expected rating, averaged over the batch: the hard loss that RMSE measures.
 *   L = (1 / batch) · Σ_i w_i · (Σ_k softmax(z_i)_k · level_k - r_i)²
 * @param options.logits [batch, classes], unscaled
 * @param options.ratings [batch], on the levels' scale
 * @param options.levels [classes], ascending ratings, one for each class
 * @param options.weights [batch], at least 0; 1 where not given
 * @returns scalar, in squared rating points
 * @throws RangeError if a rating is not finite, or levels or a length do not fit the logits
 */
export function mseLoss(options: {
  readonly logits: tf.Tensor2D;
  readonly ratings: RowValues;
  readonly levels: readonly number[];
  readonly weights?: RowValues;
}): tf.Scalar {
  checkOptions('mseLoss', options, ['logits', 'ratings', 'levels', 'weights']);
  const { logits, levels } = options;
  const [batch, classes] = checkMatrix('mseLoss', 'logits', logits);
  checkLevels('mseLoss', levels, classes);
  const ratings = checkRatings('mseLoss', options.ratings, batch);
  const weights = checkWeights('mseLoss', 'weights', options.weights, batch);
  return meanOverRows({
    input: logits,
    weights,
    losses: (z) => squaredRatingError(z, levels, tf.tensor2d(ratings, [batch, 1])),
  });
}
