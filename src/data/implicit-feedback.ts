import { checkOptions, InputError } from '../errors';
import { hashData } from './hash-data';
import type { Interactions, RecommendationData } from './recommendation-data';

/** Whether the data say only that a user took an item, and not how it was liked. */
export function isImplicit(data: RecommendationData): boolean {
  return data.levels.length === 1;
}

function keptInteractions(rows: Int32Array, interactions: Interactions): Interactions {
  const { users, items, timestamps, weights } = interactions;
  return {
    users: Int32Array.from(rows, (row) => users[row]),
    items: Int32Array.from(rows, (row) => items[row]),
    ratings: new Float32Array(rows.length).fill(1),
    timestamps: timestamps && Float64Array.from(rows, (row) => timestamps[row]),
    ...(weights ? { weights: Float32Array.from(rows, (row) => weights[row]) } : {}),
  };
}

/** Published folds by the new row numbers; a row that was left out is in no part. */
function keptFolds(rows: Int32Array, data: RecommendationData): RecommendationData['publishedFolds'] {
  const newRow = new Int32Array(data.interactions.users.length).fill(-1);
  rows.forEach((row, place) => {
    newRow[row] = place;
  });
  const moved = (part: Int32Array) => part.map((row) => newRow[row]).filter((row) => row >= 0);
  const folds = Object.entries(data.publishedFolds);
  return Object.fromEntries(folds.map(([name, f]) => [name, { train: moved(f.train), test: moved(f.test) }]));
}

/**
 * Ratings as implicit feedback: the rows with a rating of at least `atLeast` say that the user took the item, the
 * others are left out. Users and items stay as they are, also those left without any row.
 * @param options.atLeast the lowest rating that counts; null takes all rows
 * @returns a data set of ratings 1 on the levels [1], with a hash of its own; rows left out are counted in its report
 *   as `below-threshold`
 * @throws InputError if no row is left
 */
export function implicitFeedback(options: {
  readonly data: RecommendationData;
  readonly atLeast: number | null;
}): RecommendationData {
  checkOptions('implicitFeedback', options, ['data', 'atLeast']);
  const { data, atLeast } = options;
  const { ratings } = data.interactions;
  const rows = Int32Array.from(ratings.keys()).filter((row) => atLeast === null || ratings[row] >= atLeast);
  if (rows.length === 0) {
    throw new InputError(
      `implicitFeedback: expected ratings of at least ${atLeast} in data set ${data.name}, found none (its levels: ${data.levels.join(', ')})`,
    );
  }
  const content = {
    users: data.users,
    items: data.items,
    interactions: keptInteractions(rows, data.interactions),
    levels: [1],
    expectations: null,
    ...(data.userGraph ? { userGraph: data.userGraph } : {}),
  };
  const leftOut = ratings.length - rows.length;
  const issues: Record<string, number> = leftOut === 0 ? {} : { 'below-threshold': leftOut };
  return {
    ...content,
    name: data.name,
    publishedFolds: keptFolds(rows, data),
    report: { read: ratings.length, kept: rows.length, issues, examples: [] },
    hash: hashData(content),
  };
}
