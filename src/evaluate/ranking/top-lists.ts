import { checkOptions, InputError } from '../../errors';
import { bestItems } from './best-items';
import { checkChoice, checkCount, checkItem } from './checks';
import { type BlockwiseScores, blockwiseOptions, forEachQuery } from './score-blocks';

export interface TopListOptions extends BlockwiseScores {
  readonly k: number;
  /** The items of the query's history; may repeat items. */
  readonly seen: (query: number) => ArrayLike<number>;
  /** Whether a list may hold items of the history. */
  readonly seenItems: 'masked' | 'kept';
}

/**
 * What each query is shown: its k best items, best first, equal scores by item index. For coverage, Gini coefficient,
 * novelty, intra-list distance and popularity lift.
 * @returns a list a query, shorter than k where a query has fewer candidates
 * @throws InputError on NaN scores (naming query and item), items outside the catalogue, blocks of the wrong size or
 *   unknown options; the signal's reason if it aborts
 */
export async function topLists(options: TopListOptions): Promise<Int32Array[]> {
  checkOptions('topLists', options, [...blockwiseOptions, 'k', 'seen', 'seenItems']);
  const { items, k, seen, seenItems } = options;
  checkChoice('topLists', 'seenItems', seenItems, ['masked', 'kept']);
  checkCount('topLists', 'k', k);
  checkCount('topLists', 'items', items);
  const maskedFor = new Int32Array(items).fill(-1);
  const lists: Int32Array[] = [];
  await forEachQuery('topLists', options, (query, scores) => {
    const worthless = scores.findIndex(Number.isNaN);
    if (worthless >= 0)
      throw new InputError(`topLists: query ${query}: the score of item ${worthless} is NaN`);
    const history = seenItems === 'masked' ? seen(query) : [];
    for (let i = 0; i < history.length; i++) {
      checkItem(`topLists: query ${query}: seen`, history[i], items);
      maskedFor[history[i]] = query;
    }
    lists.push(bestItems({ scores, k, isCandidate: (item) => maskedFor[item] !== query }));
  });
  return lists;
}
