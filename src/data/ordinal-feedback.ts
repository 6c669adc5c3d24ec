import { checkOptions, InputError } from '../errors';
import { hashData } from './hash-data';
import type { Interactions, RecommendationData } from './recommendation-data';

/** The borders between the levels: a weight stands on 1 + the number of borders that it does not lie below. */
function bordersOf(weights: Float32Array, levels: number): Float32Array {
  const sorted = Float32Array.from(weights).sort();
  return Float32Array.from(
    { length: levels - 1 },
    (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / levels)],
  );
}

/** @throws InputError at a pair that stands twice */
function checkPairs({ users, items }: Interactions, data: RecommendationData): void {
  const seen = new Set<number>();
  users.forEach((user, row) => {
    const pair = user * data.items.ids.length + items[row];
    if (seen.has(pair)) {
      throw new InputError(
        `ordinalFeedback: user ${data.users.ids[user]} and item ${data.items.ids[items[row]]} stand in two rows of data set ${data.name}; load it with repeats "last"`,
      );
    }
    seen.add(pair);
  });
}

/**
 * Weighted implicit feedback (plays, purchases) as ratings on a scale of equally filled levels: a row's level is the
 * quantile of its weight among all rows, 1 for the least. Any scale of the weights gives the same levels. Equal weights
 * stand on one level, so that levels may be filled unequally, or not at all. The borders are of all rows, as a scale is:
 * they tell no row's level.
 * @param options.levels how many levels, 2 to 25
 * @returns a data set of ratings 1 .. levels without weights, with a hash of its own
 * @throws InputError if the data have no weights, all weights are one, or a pair stands in two rows
 */
export function ordinalFeedback(options: {
  readonly data: RecommendationData;
  readonly levels: number;
}): RecommendationData {
  checkOptions('ordinalFeedback', options, ['data', 'levels']);
  const { data, levels } = options;
  const { weights, ...rest } = data.interactions;
  if (!Number.isInteger(levels) || levels < 2 || levels > 25)
    throw new InputError(`ordinalFeedback: levels must be a whole number from 2 to 25, found ${levels}`);
  if (weights === undefined)
    throw new InputError(
      `ordinalFeedback: data set ${data.name} has no weights; load it with columns.weight`,
    );
  checkPairs(rest, data);
  const borders = bordersOf(weights, levels);
  const ratings = weights.map(
    (weight) => 1 + borders.reduce((n, border) => n + (weight >= border ? 1 : 0), 0),
  );
  if (ratings.every((rating) => rating === ratings[0]))
    throw new InputError(`ordinalFeedback: all weights of data set ${data.name} stand on one level`);
  const content = {
    users: data.users,
    items: data.items,
    interactions: { ...rest, ratings },
    levels: Array.from({ length: levels }, (_, k) => k + 1),
    expectations: null,
    ...(data.userGraph ? { userGraph: data.userGraph } : {}),
  };
  const { name, report, publishedFolds } = data;
  return { ...content, name, report, publishedFolds, hash: hashData(content) };
}
