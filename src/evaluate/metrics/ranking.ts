import { checkOptions, InputError } from '../../errors';

/** One user's ranked items and which of all items were truly relevant. */
export interface RankedList {
  /** Item indices, best first, without repetition. */
  readonly ranking: ArrayLike<number>;
  readonly relevant: ReadonlySet<number>;
  /** Only the first k items count. */
  readonly k: number;
}

function hitsOf(where: string, list: RankedList): boolean[] {
  checkOptions(where, list, ['ranking', 'relevant', 'k']);
  if (!Number.isInteger(list.k) || list.k < 1) {
    throw new InputError(`${where}: k is ${list.k}; expected a positive integer`);
  }
  const top = Array.from(list.ranking).slice(0, list.k);
  if (new Set(top).size < top.length) throw new InputError(`${where}: ranking names an item twice`);
  return top.map((item) => list.relevant.has(item));
}

/**
 * Share of the relevant items among the first k; with more relevant items than k, it stays below 1.
 * @returns NaN for a user with nothing relevant, who should be left out of the mean
 */
export function recallAtK(list: RankedList): number {
  const hits = hitsOf('recallAtK', list);
  return hits.filter(Boolean).length / list.relevant.size;
}

/**
 * Normalised discounted cumulative gain with binary relevance:
 *   DCG = Σ_{i=1..k} hit_i / log2(i + 1), divided by the DCG of the ideal ranking.
 * @returns 1 for an ideal ranking, 0 without a hit; NaN for a user with nothing relevant
 * @see Järvelin & Kekäläinen 2002
 */
export function ndcgAtK(list: RankedList): number {
  const hits = hitsOf('ndcgAtK', list);
  const gain = (i: number) => 1 / Math.log2(i + 2);
  const dcg = hits.reduce((sum, isHit, i) => sum + (isHit ? gain(i) : 0), 0);
  const idealLength = Math.min(list.k, list.relevant.size);
  const ideal = Array.from({ length: idealLength }, (_, i) => gain(i)).reduce((sum, value) => sum + value, 0);
  return dcg / ideal;
}
