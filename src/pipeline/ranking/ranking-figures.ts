import { historyOf } from '../../data/sequences';
import { bestItems } from '../../evaluate/ranking/best-items';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type { Scorer } from '../../models/ranking/ranking-model';
import { createJudge, type RankingQueries, scoreBlocks } from './ranking-queries';
import type { RankingFigures } from './ranking-result';

export interface MeasuredRanking {
  readonly figures: RankingFigures;
  /** [queries], NDCG@10 */
  readonly perQuery: Float64Array;
}

/** One pass over the test queries: metrics under the chosen protocol and the strict one, first tens, slices. */
export function measureRanking(options: {
  readonly scorer: Scorer;
  readonly queries: RankingQueries;
  readonly seenItems: SeenItems;
  /** Names the slice of each query. */
  readonly sliceOf: readonly string[];
}): MeasuredRanking {
  const { scorer, queries, seenItems, sliceOf } = options;
  const { items } = scorer;
  const judge = createJudge({ queries, items, seenItems, ks: [10, 50] });
  const strict = createJudge({ queries, items, seenItems: 'masked', ks: [10] });
  const shown = new Set<number>();
  scoreBlocks(queries.contexts, items, (block, first) => {
    const scores = scorer.score(block);
    judge.add(scores, first);
    strict.add(scores, first);
    for (let i = 0; i * items < scores.length; i++) {
      const known = new Set(historyOf(queries.histories, queries.users[first + i]));
      const own = scores.subarray(i * items, (i + 1) * items);
      for (const item of bestItems({ scores: own, k: 10, isCandidate: (item) => !known.has(item) }))
        shown.add(item);
    }
  });
  const { means, perQuery } = judge.scores();
  const ndcg = perQuery.ndcg[10];
  return {
    perQuery: ndcg,
    figures: {
      ndcg10: means.ndcg[10],
      recall10: means.recall[10],
      mrr10: means.mrr[10],
      ndcg50: means.ndcg[50],
      recall50: means.recall[50],
      ndcg10Masked: strict.scores().means.ndcg[10],
      coverage10: shown.size / items,
      slices: meansBySlice(ndcg, sliceOf),
    },
  };
}

function meansBySlice(values: Float64Array, sliceOf: readonly string[]): RankingFigures['slices'] {
  return slicesInOrder(sliceOf).map((name) => {
    const own = values.filter((_, q) => sliceOf[q] === name);
    return { name, queries: own.length, ndcg10: own.reduce((a, b) => a + b, 0) / own.length };
  });
}

const itemSlices = ['item new', 'item 1-4 times', 'item 5-19 times', 'item 20 times or more'];

/** The slices that some query is in, by item from new to popular. */
export function slicesInOrder(sliceOf: readonly string[]): string[] {
  return [...new Set(sliceOf)].sort(byPlace);
}

/** Slices by item from new to popular, others by name behind them. */
function byPlace(a: string, b: string): number {
  const [first, second] = [a, b].map((name) =>
    itemSlices.includes(name) ? itemSlices.indexOf(name) : itemSlices.length,
  );
  return first - second || (a < b ? -1 : 1);
}

/** Queries by how often training saw the item that they should find. */
export function slicesByItem(queries: RankingQueries, counts: ArrayLike<number>): string[] {
  return Array.from(queries.users, (user) => {
    const seen = Math.min(...Array.from(historyOf(queries.relevant, user), (item) => counts[item]));
    return seen === 0
      ? 'item new'
      : seen < 5
        ? 'item 1-4 times'
        : seen < 20
          ? 'item 5-19 times'
          : 'item 20 times or more';
  });
}
