import type { PairBatch, RecommendationData } from '../../data/recommendation-data';
import { checkOptions, InputError } from '../../errors';

/** Mean and biases that predict a rating without knowing what the item is. */
export interface BiasBaseline {
  /** Mean rating of the training rows, in the scale's units. */
  readonly mean: number;
  /** [users], 0 for users without training rows */
  readonly userBias: Float64Array;
  /** [items], 0 for items without training rows */
  readonly itemBias: Float64Array;
  /** Predicted ratings of the pairs. */
  predict(pairs: PairBatch): Float32Array;
}

/** Damped mean residual of each entity; unseen entities get 0. */
function dampedMeans(
  entities: Int32Array,
  residuals: Float64Array,
  size: number,
  damping: number,
): Float64Array {
  const sums = new Float64Array(size);
  const counts = new Float64Array(size);
  for (let row = 0; row < entities.length; row++) {
    sums[entities[row]] += residuals[row];
    counts[entities[row]]++;
  }
  return sums.map((sum, entity) => (counts[entity] === 0 ? 0 : sum / (counts[entity] + damping)));
}

/**
 * Fits mean, item biases and then user biases in closed form:
 *   b_i = Σ_u (r_ui - μ) / (n_i + λ),   b_u = Σ_i (r_ui - μ - b_i) / (n_u + λ),   r̂_ui = μ + b_u + b_i
 * @param options.rows the training rows
 * @param options.damping λ, in ratings: how many ratings at the mean every user and item is given beforehand
 * @throws InputError if there is no row or the damping is negative
 * @see Koren, Bell & Volinsky 2009, IEEE Computer 42(8)
 */
export function fitBiasBaseline(options: {
  readonly data: RecommendationData;
  readonly rows: Int32Array;
  readonly damping: number;
}): BiasBaseline {
  checkOptions('fitBiasBaseline', options, ['data', 'rows', 'damping']);
  const { data, rows, damping } = options;
  if (rows.length === 0) throw new InputError('fitBiasBaseline: rows must hold a training row, found none');
  if (!(damping >= 0)) throw new InputError(`fitBiasBaseline: damping must be 0 or more, found ${damping}`);
  const users = rows.map((row) => data.interactions.users[row]);
  const items = rows.map((row) => data.interactions.items[row]);
  const ratings = Float64Array.from(rows, (row) => data.interactions.ratings[row]);
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / rows.length;
  const centred = ratings.map((rating) => rating - mean);
  const itemBias = dampedMeans(items, centred, data.items.ids.length, damping);
  const rest = centred.map((value, row) => value - itemBias[items[row]]);
  const userBias = dampedMeans(users, rest, data.users.ids.length, damping);
  const predict = (pairs: PairBatch) =>
    Float32Array.from(pairs.users, (user, row) => mean + userBias[user] + itemBias[pairs.items[row]]);
  return { mean, userBias, itemBias, predict };
}
