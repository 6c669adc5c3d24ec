import type { FeatureTable, PairBatch } from '../../src/data/recommendation-data';
import { FeedForwardModel } from '../../src/models/rating/feed-forward-model';
import type { RatedPairs } from '../../src/models/rating/history';
import { LinearModel } from '../../src/models/rating/linear-model';
import { MatrixFactorization } from '../../src/models/rating/matrix-factorization';
import type { RatingModel } from '../../src/models/rating/rating-model';
import { TextRatingModel } from '../../src/models/rating/text-rating-model';
import { Random } from '../../src/random';

export const users = 7;
export const items = 9;
export const levels = [1, 2, 3, 4, 5];
const frequencies = [3, 5, 9, 12, 6];

function features(names: string[], rows: number, seed: number): FeatureTable {
  return { names, values: new Random(seed).normals(rows * names.length, 1) };
}
export const userFeatures = features(['age', 'student'], users, 1);
export const itemFeatures = features(['comedy', 'drama', 'year'], items, 2);
export const itemText = { values: new Random(3).normals(items * 4, 1), width: 4 };

/** Two thirds of all pairs, each once. */
export const rated: RatedPairs = (() => {
  const random = new Random(4);
  const cells = random.permutation(users * items).subarray(0, 42);
  return {
    users: cells.map((cell) => Math.floor(cell / items)),
    items: cells.map((cell) => cell % items),
    ratings: Float32Array.from(cells, () => levels[random.integer(levels.length)]),
  };
})();
export const pairs: PairBatch = { users: rated.users, items: rated.items };
export const labels = Int32Array.from(rated.ratings, (rating) => levels.indexOf(rating));

const sizes = { users, items, frequencies };
const side = { userFeatures, itemFeatures };

/** Each model of the library, small and freshly made. */
export const everyModel: Readonly<Record<string, (seed: number) => RatingModel>> = {
  linear: () => new LinearModel({ ...sizes, ...side, withIds: false }),
  'linear with ids': () => new LinearModel({ ...sizes, ...side, withIds: true }),
  'matrix factorization': (seed) =>
    new MatrixFactorization({ ...sizes, dimensions: 3, random: new Random(seed) }),
  'shallow network': (seed) =>
    new FeedForwardModel({
      ...sizes,
      ...side,
      dimensions: 3,
      layers: [8],
      dropout: 0,
      random: new Random(seed),
    }),
  'feed-forward teacher': (seed) =>
    new FeedForwardModel({
      ...sizes,
      ...side,
      dimensions: 4,
      layers: [16, 8],
      dropout: 0.2,
      random: new Random(seed),
    }),
  'text rating teacher': (seed) =>
    new TextRatingModel({
      ...sizes,
      ...side,
      itemText,
      userText: null,
      history: rated,
      dimensions: 4,
      hidden: 8,
      dropout: 0.2,
      random: new Random(seed),
    }),
};
