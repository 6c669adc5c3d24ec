import { type PairedSamples, pairedDifferences } from './paired-t-test';

export interface WilcoxonTest {
  /** min(sum of the positive differences' ranks, sum of the negative ones'). */
  readonly statistic: number;
  /** Two-sided and exact. */
  readonly p: number;
  /** Pairs that differ; equal pairs are left out. */
  readonly count: number;
}

/** Twice the rank (1-based) of each value; equal values share the mean of their ranks, so the double is whole. */
function doubledRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]] === values[order[start]]) end++;
    for (let i = start; i <= end; i++) ranks[order[i]] = start + 1 + end + 1;
    start = end + 1;
  }
  return ranks;
}

/**
 * P(sum of randomly chosen ranks ≤ statistic), each rank being in with probability 1/2: all 2ⁿ choices are counted,
 * by dynamic programming over the sum (n · statistic steps, about a second for a thousand pairs).
 */
function exactTail(ranks: readonly number[], statistic: number): number {
  const probability = new Float64Array(statistic + 1);
  probability[0] = 1;
  for (const rank of ranks) {
    for (let sum = statistic; sum >= 0; sum--) {
      probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
    }
  }
  return probability.reduce((sum, p) => sum + p, 0);
}

/**
 * Wilcoxon's signed-rank test: do the signs and ranks of the differences favour one side? It asks for no normal
 * distribution, so it stands beside the t-test where folds are few. Equal pairs are left out, ties share ranks.
 * @throws InputError on different lengths or values that are not finite
 * @see Demšar 2006, "Statistical comparisons of classifiers over multiple data sets"
 */
export function wilcoxonSignedRank(samples: PairedSamples): WilcoxonTest {
  const differences = pairedDifferences('wilcoxonSignedRank', samples).filter((d) => d !== 0);
  const count = differences.length;
  if (count === 0) return { statistic: 0, p: 1, count };
  const ranks = doubledRanks(differences.map(Math.abs));
  const positive = ranks.reduce((sum, rank, i) => sum + (differences[i] > 0 ? rank : 0), 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const statistic = Math.min(positive, total - positive);
  return { statistic: statistic / 2, p: Math.min(1, 2 * exactTail(ranks, statistic)), count };
}
