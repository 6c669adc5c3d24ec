import { itemCounts, userCounts } from './labels';
import type { RecommendationData } from './recommendation-data';
import { allRows } from './splits/build-split';

/** A data set in figures. */
export interface DataSummary {
  readonly name: string;
  readonly users: number;
  readonly items: number;
  readonly ratings: number;
  /** Share of all pairs of user and item that are rated. */
  readonly density: number;
  readonly meanRating: number;
  readonly levels: readonly number[];
  /** Ratings of each level, in the order of `levels`. */
  readonly ratingsByLevel: readonly number[];
  /** Ratings a user: the fewest, the median, the most. */
  readonly perUser: readonly [number, number, number];
  /** Ratings an item: the fewest, the median, the most. */
  readonly perItem: readonly [number, number, number];
  /** Items without any rating. */
  readonly unratedItems: number;
  readonly itemsWithText: number;
  readonly usersWithText: number;
  readonly itemFeatures: number;
  readonly userFeatures: number;
  /** Weights of the rows: the least, the median, the most; null where all rows weigh as much. */
  readonly weights: readonly [number, number, number] | null;
  /** Ties between users, each way counted; null where nothing is known of them. */
  readonly friendships: number | null;
  /** Time of the first and the last rating, ISO 8601; null without timestamps. */
  readonly from: string | null;
  readonly to: string | null;
  readonly publishedFolds: readonly string[];
  /** The best RMSE that any model could reach on all rows; null where no generator knows it. */
  readonly bestRmse: number | null;
  readonly hash: string;
}

function spread(counts: Int32Array | Float32Array): [number, number, number] {
  const sorted = counts.slice().sort();
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]];
}

function isoTime(seconds: number): string | null {
  return Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null;
}

/** First and last time among those that are there; infinite when none is. */
function timeRange(times: Float64Array | null): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times ?? []) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return [first, last];
}

/**
 * The RMSE of a rating's true expectation, which no model can beat but by chance, over the given rows.
 * @returns null where the data do not hold the expectations
 */
export function bestPossibleRmse(data: RecommendationData, rows: Int32Array): number | null {
  const { expectations, interactions } = data;
  if (expectations === null) return null;
  const sum = rows.reduce((total, row) => total + (interactions.ratings[row] - expectations[row]) ** 2, 0);
  return Math.sqrt(sum / rows.length);
}

/** Counts and spreads of a data set. */
export function summarize(data: RecommendationData): DataSummary {
  const { ratings, timestamps, weights } = data.interactions;
  const rows = allRows(ratings.length);
  const perItem = itemCounts(data, rows);
  const [first, last] = timeRange(timestamps);
  const filled = (texts: readonly string[]) => texts.filter((text) => text !== '').length;
  return {
    name: data.name,
    users: data.users.ids.length,
    items: data.items.ids.length,
    ratings: ratings.length,
    density: ratings.length / (data.users.ids.length * data.items.ids.length),
    meanRating: ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length,
    levels: data.levels,
    ratingsByLevel: data.levels.map(
      (level) => ratings.filter((rating) => rating === Math.fround(level)).length,
    ),
    perUser: spread(userCounts(data, rows)),
    perItem: spread(perItem),
    unratedItems: perItem.filter((count) => count === 0).length,
    itemsWithText: filled(data.items.texts),
    usersWithText: filled(data.users.texts),
    itemFeatures: data.items.features?.names.length ?? 0,
    userFeatures: data.users.features?.names.length ?? 0,
    weights: weights ? spread(weights) : null,
    friendships: data.userGraph?.neighbours.length ?? null,
    from: isoTime(first),
    to: isoTime(last),
    publishedFolds: Object.keys(data.publishedFolds),
    bestRmse: bestPossibleRmse(data, rows),
    hash: data.hash,
  };
}
