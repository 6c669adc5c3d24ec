import { checkOptions } from '../../errors';
import { checkCount } from './checks';
import type { Standing, TieGroup } from './standing';

/** One query's standing, cut off after k places. */
export interface RankedQuery {
  readonly standing: Standing;
  readonly k: number;
}

function check(where: string, query: RankedQuery): RankedQuery {
  checkOptions(where, query, ['standing', 'k']);
  checkCount(where, 'k', query.k);
  return query;
}

/** How many of the group's places are among the first k. */
const placesWithin = ({ above, size }: TieGroup, k: number) => Math.max(0, Math.min(size, k - above));

function expectedHits({ standing, k }: RankedQuery): number {
  return standing.groups.reduce(
    (sum, group) => sum + (group.relevant * placesWithin(group, k)) / group.size,
    0,
  );
}

const gain = (rank: number) => 1 / Math.log2(rank + 1);

/**
 * Recall: the share of the relevant items among the first k. With more relevant items than k it stays below 1.
 * Under ties, as for all metrics of this file, the expectation over random orders within each {@link TieGroup}.
 * @returns 0 to 1; NaN for a query with nothing relevant, which a mean should leave out
 */
export function recallAtK(query: RankedQuery): number {
  check('recallAtK', query);
  return expectedHits(query) / query.standing.relevant;
}

/**
 * Precision: the share of relevant items among the first k places; places beyond the catalogue count as misses.
 * @returns 0 to 1; NaN for a query with nothing relevant
 */
export function precisionAtK(query: RankedQuery): number {
  check('precisionAtK', query);
  return query.standing.relevant === 0 ? Number.NaN : expectedHits(query) / query.k;
}

/**
 * Hit rate (HR): 1 if any relevant item is among the first k, else 0. Where a group of n tied items, r of them
 * relevant, reaches over place k and m of its places lie before it, the probability 1 − C(n−r, m) / C(n, m).
 * @returns 0 to 1; NaN for a query with nothing relevant
 */
export function hitRateAtK(query: RankedQuery): number {
  const { standing, k } = check('hitRateAtK', query);
  if (standing.relevant === 0) return Number.NaN;
  // Only the best group decides: if none of it is within k, nothing further down is.
  if (standing.groups.length === 0) return 0;
  const [group] = standing.groups;
  let miss = 1;
  for (let i = 0; i < placesWithin(group, k); i++) {
    miss *= Math.max(0, group.size - group.relevant - i) / (group.size - i);
  }
  return 1 - miss;
}

/**
 * Normalised discounted cumulative gain with binary relevance:
 *   DCG = Σ_{i=1..k} hit_i / log2(i + 1), divided by the DCG of the ideal ranking, Σ_{i=1..min(k, relevant)} 1 / log2(i + 1).
 * @returns 1 for an ideal ranking, 0 without a hit; NaN for a query with nothing relevant
 * @see Järvelin & Kekäläinen 2002; under ties McSherry & Najork 2008, equation 5
 */
export function ndcgAtK(query: RankedQuery): number {
  const { standing, k } = check('ndcgAtK', query);
  let dcg = 0;
  for (const group of standing.groups) {
    let gains = 0;
    for (let i = 1; i <= placesWithin(group, k); i++) gains += gain(group.above + i);
    dcg += (gains * group.relevant) / group.size;
  }
  let ideal = 0;
  for (let rank = 1; rank <= Math.min(k, standing.relevant); rank++) ideal += gain(rank);
  return dcg / ideal;
}

/**
 * Reciprocal rank of the first relevant item, 0 where none is among the first k; its mean over queries is MRR.
 * The first of r relevant ones among n tied items is the t-th with probability C(n−t, r−1) / C(n, r).
 * @returns 0 to 1; NaN for a query with nothing relevant
 */
export function mrrAtK(query: RankedQuery): number {
  const { standing, k } = check('mrrAtK', query);
  if (standing.relevant === 0) return Number.NaN;
  if (standing.groups.length === 0) return 0;
  const [group] = standing.groups;
  let expected = 0;
  let noneBefore = 1;
  for (let t = 1; t <= placesWithin(group, k) && noneBefore > 0; t++) {
    const hit = group.relevant / (group.size - t + 1);
    expected += (noneBefore * hit) / (group.above + t);
    noneBefore *= 1 - hit;
  }
  return expected;
}

/**
 * Average precision, whose mean over queries is MAP:
 *   AP = (1 / relevant) Σ_{i=1..k} hit_i · precision@i
 * It divides by all relevant items, as trec_eval and ranx do (some libraries divide by min(k, relevant)), so with more
 * relevant items than k it stays below 1.
 * @returns 0 to 1; NaN for a query with nothing relevant
 * @see Under ties McSherry & Najork 2008, "Computing information retrieval performance measures efficiently in the
 *   presence of tied scores", equation 3
 */
export function mapAtK(query: RankedQuery): number {
  const { standing, k } = check('mapAtK', query);
  let sum = 0;
  let hitsAbove = 0;
  for (const group of standing.groups) {
    const { above, size, relevant } = group;
    const hitsPerPlace = size === 1 ? 0 : (relevant - 1) / (size - 1);
    for (let t = 1; t <= placesWithin(group, k); t++) {
      sum += ((relevant / size) * (hitsAbove + 1 + (t - 1) * hitsPerPlace)) / (above + t);
    }
    hitsAbove += relevant;
  }
  return sum / standing.relevant;
}

/** The metrics by the names that results give them. */
export const rankingMetrics = {
  recall: recallAtK,
  hitRate: hitRateAtK,
  ndcg: ndcgAtK,
  mrr: mrrAtK,
  map: mapAtK,
  precision: precisionAtK,
} as const satisfies Record<string, (query: RankedQuery) => number>;

export type RankingMetric = keyof typeof rankingMetrics;
