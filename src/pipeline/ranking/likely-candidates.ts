import type { Contexts } from '../../data/contexts';
import { knownItems } from '../../data/known-items';
import { sequencesOf } from '../../data/sequences';
import type { Split } from '../../data/split';
import { checkOptions, InputError } from '../../errors';
import { bestItems } from '../../evaluate/ranking/best-items';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { coOccurrence } from '../../models/ranking/co-occurrence';
import { Popularity } from '../../models/ranking/popularity';
import { scoreBlocks } from './ranking-queries';
import type { RankingTeacherSettings } from './ranking-settings';

/**
 * The items that a costly teacher is to judge for each query: those that training took near the query's items, best
 * first, then the most popular ones. Items that a query has seen are none where the evaluation masks them. The next
 * item of a training query is among them or not, as it comes: nothing gives it away.
 * @param options.count of each query; fewer where the catalogue has fewer
 * @returns [queries], indices of items
 */
export function likelyCandidates(options: {
  readonly split: Split;
  readonly contexts: Contexts;
  readonly count: number;
  readonly seenItems: SeenItems;
  /** How co-occurrence reads a history, as for the teachers that are trained here. */
  readonly pairs: Pick<RankingTeacherSettings, 'pairWindow' | 'pairDecay'>;
}): Int32Array[] {
  checkOptions('likelyCandidates', options, ['split', 'contexts', 'count', 'seenItems', 'pairs']);
  const { split, contexts, count, seenItems, pairs } = options;
  if (!(Number.isInteger(count) && count >= 1))
    throw new InputError(`likelyCandidates: count must be a whole number of at least 1, found ${count}`);
  const items = split.data.items.ids.length;
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  const { counts } = new Popularity({ items, sequences });
  const popular = bestItems({ scores: counts, k: items, isCandidate: () => true });
  const near = coOccurrence({ items, sequences, window: pairs.pairWindow, decay: pairs.pairDecay });
  const candidates: Int32Array[] = [];
  scoreBlocks(contexts, items, (block) => {
    const scores = near.score(block);
    for (let q = 0; q < block.rows.length; q++) {
      const seen = new Set(seenItems === 'masked' ? knownItems(block, q) : []);
      const own = scores.subarray(q * items, (q + 1) * items);
      candidates.push(nearThenPopular({ scores: own, popular, count, seen }));
    }
  });
  return candidates;
}

function nearThenPopular(options: {
  readonly scores: Float32Array;
  readonly popular: Int32Array;
  readonly count: number;
  readonly seen: ReadonlySet<number>;
}): Int32Array {
  const { scores, popular, count, seen } = options;
  const near = bestItems({ scores, k: count, isCandidate: (item) => scores[item] > 0 && !seen.has(item) });
  const taken = new Set([...near, ...seen]);
  const rest: number[] = [];
  for (let i = 0; near.length + rest.length < count && i < popular.length; i++) {
    if (!taken.has(popular[i])) rest.push(popular[i]);
  }
  return Int32Array.from([...near, ...rest]);
}
