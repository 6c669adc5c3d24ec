import { InputError } from '../errors';
import type { PairBatch, RecommendationData } from './recommendation-data';

/**
 * The class of a rating: its position among the levels.
 * @throws InputError if the rating is none of them
 */
export function classOf(levels: readonly number[], rating: number): number {
  // Ratings are stored as 32-bit floats, so a level such as 3.3 is compared as one.
  const index = levels.findIndex((level) => Math.fround(level) === Math.fround(rating));
  if (index >= 0) return index;
  throw new InputError(`classOf: rating must be one of the levels ${levels.join(', ')}, found ${rating}`);
}

/** Classes of the given rows, one index into `data.levels` each. */
export function labelsOf(data: RecommendationData, rows: Int32Array): Int32Array {
  const classes = new Map(data.levels.map((level, i) => [Math.fround(level), i]));
  return Int32Array.from(rows, (row) => {
    const label = classes.get(data.interactions.ratings[row]);
    if (label !== undefined) return label;
    throw new InputError(
      `labelsOf: row ${row} must be one of 0 .. ${data.interactions.ratings.length - 1} with a rating on the scale`,
    );
  });
}

/** Ratings of the given rows. */
export function ratingsOf(data: RecommendationData, rows: Int32Array): Float32Array {
  return Float32Array.from(rows, (row) => data.interactions.ratings[row]);
}

/** Users and items of the given rows. */
export function pairsOf(data: RecommendationData, rows: Int32Array): PairBatch {
  const { users, items } = data.interactions;
  return {
    users: Int32Array.from(rows, (row) => users[row]),
    items: Int32Array.from(rows, (row) => items[row]),
  };
}

/** How many of the given rows each item has. */
export function itemCounts(data: RecommendationData, rows: Int32Array): Int32Array {
  const counts = new Int32Array(data.items.ids.length);
  for (const row of rows) counts[data.interactions.items[row]]++;
  return counts;
}

/** How many of the given rows each user has. */
export function userCounts(data: RecommendationData, rows: Int32Array): Int32Array {
  const counts = new Int32Array(data.users.ids.length);
  for (const row of rows) counts[data.interactions.users[row]]++;
  return counts;
}
