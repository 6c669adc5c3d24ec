import { checkOptions } from '../../errors';
import { checkSameLength } from '../checks';
import { type CountRange, evaluateSlices, type SliceResult } from '../slices';

/** Histories by their length; next-item data has mostly short ones. */
export const historyLengthSlices: readonly CountRange[] = [
  { name: 'none (0)', from: 0, to: 0 },
  { name: 'short (1-4)', from: 1, to: 4 },
  { name: 'medium (5-9)', from: 5, to: 9 },
  { name: 'long (10+)', from: 10, to: Number.POSITIVE_INFINITY },
];

/**
 * The mean of a ranking metric on each slice of the queries; queries with nothing relevant are in no slice.
 *
 * For short histories, give `entities` as the queries' numbers and `trainingCounts` as the lengths of their histories.
 * For cold items with one relevant item a query, give `entities` as those items and `trainingCounts` as
 * {@link countsOf} gives them. With several relevant items a query has no one slice: evaluate once for each slice, with
 * `relevant` narrowed to the slice's items, and read the means.
 * @param options.values [queries], as in `scores.perQuery.ndcg[10]`
 * @param options.entities [queries]
 */
export function sliceRanking(options: {
  readonly values: ArrayLike<number>;
  readonly entities: ArrayLike<number>;
  readonly trainingCounts: ArrayLike<number>;
  readonly ranges: readonly CountRange[];
}): SliceResult[] {
  checkOptions('sliceRanking', options, ['values', 'entities', 'trainingCounts', 'ranges']);
  const { values, entities, trainingCounts, ranges } = options;
  checkSameLength('sliceRanking', { values, entities });
  const queries = Array.from(values, (_, query) => query).filter((query) => !Number.isNaN(values[query]));
  const metric = (rows: Int32Array) => rows.reduce((sum, row) => sum + values[queries[row]], 0) / rows.length;
  return evaluateSlices({
    entities: queries.map((query) => entities[query]),
    trainingCounts,
    ranges,
    metric,
  });
}
