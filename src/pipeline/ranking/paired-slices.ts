import { pairedTTest } from '../../evaluate';
import { slicesInOrder } from './ranking-figures';
import type { RankingSlice } from './ranking-result';

/**
 * Distilled against scratch on each slice of the queries, paired over them.
 * @param options.distilled [queries], NDCG@10, means over seeds
 * @param options.scratch [queries]
 */
export function pairedSlices(options: {
  readonly distilled: Float64Array;
  readonly scratch: Float64Array;
  readonly sliceOf: readonly string[];
}): RankingSlice[] {
  const { distilled, scratch, sliceOf } = options;
  return slicesInOrder(sliceOf).map((name) => {
    const of = (values: Float64Array) => values.filter((_, query) => sliceOf[query] === name);
    const pair = { treatment: of(distilled), baseline: of(scratch) };
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      ...{ name, queries: pair.treatment.length },
      ...{ scratch: mean(pair.baseline), distilled: mean(pair.treatment) },
      p: pair.treatment.length < 2 ? null : pairedTTest(pair).p,
    };
  });
}
