import { checkOptions } from '../../errors';
import { checkFinite, checkProbabilities, checkSameLength } from '../checks';

/** Predicted and true ratings, row by row, in the scale's own unit (e.g. stars). */
export interface RatingPairs {
  readonly predictions: ArrayLike<number>;
  readonly ratings: ArrayLike<number>;
}

function meanOf(where: string, pairs: RatingPairs, loss: (error: number) => number): number {
  checkOptions(where, pairs, ['predictions', 'ratings']);
  checkSameLength(where, { predictions: pairs.predictions, ratings: pairs.ratings });
  checkFinite(where, 'predictions', pairs.predictions);
  checkFinite(where, 'ratings', pairs.ratings);
  let sum = 0;
  for (let i = 0; i < pairs.ratings.length; i++) sum += loss(pairs.predictions[i] - pairs.ratings[i]);
  return sum / pairs.ratings.length;
}

/**
 * Root mean squared error, sqrt(mean((prediction − rating)²)), in the rating's unit.
 * @throws InputError on no rows, different lengths or values that are not finite
 */
export function rmse(pairs: RatingPairs): number {
  return Math.sqrt(meanOf('rmse', pairs, (error) => error * error));
}

/**
 * Mean absolute error, mean(|prediction − rating|), in the rating's unit.
 * @throws InputError on no rows, different lengths or values that are not finite
 */
export function mae(pairs: RatingPairs): number {
  return meanOf('mae', pairs, Math.abs);
}

/**
 * The expected rating of each row, Σ_c p_c · level_c: the prediction with the least squared error under p.
 * @param options.probabilities [rows, levels.length], row-major
 * @param options.levels the rating of each class, ascending
 * @returns [rows]
 * @throws InputError where rows do not sum to 1
 */
export function expectationOf(options: {
  readonly probabilities: ArrayLike<number>;
  readonly levels: readonly number[];
}): Float32Array {
  checkOptions('expectationOf', options, ['probabilities', 'levels']);
  const { probabilities, levels } = options;
  const rows = checkProbabilities('expectationOf', 'probabilities', probabilities, levels.length);
  const expectations = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let c = 0; c < levels.length; c++) sum += probabilities[row * levels.length + c] * levels[c];
    expectations[row] = sum;
  }
  return expectations;
}
