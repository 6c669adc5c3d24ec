import { InputError } from '../../errors';
import { type RankingMetric, rankingMetrics } from './metrics-at-k';
import type { Standing } from './standing';

/** A ranking's metrics at each k. */
export interface RankingScores {
  readonly ks: readonly number[];
  /** Queries that have something relevant; the means are over these. */
  readonly evaluated: number;
  /** [queries] by metric and k, as in `perQuery.ndcg[10]`; NaN for a query with nothing relevant. */
  readonly perQuery: Readonly<Record<RankingMetric, Readonly<Record<number, Float64Array>>>>;
  readonly means: Readonly<Record<RankingMetric, Readonly<Record<number, number>>>>;
}

const names = Object.keys(rankingMetrics) as RankingMetric[];

function byMetricAndK<T>(ks: readonly number[], of: (metric: RankingMetric, k: number) => T) {
  return Object.fromEntries(
    names.map((metric) => [metric, Object.fromEntries(ks.map((k) => [k, of(metric, k)]))]),
  ) as Record<RankingMetric, Record<number, T>>;
}

function meanOfKnown(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

/** Collects the queries' metrics one by one. */
export function createRankingTally(where: string, queries: number, ks: readonly number[]) {
  const perQuery = byMetricAndK(ks, () => new Float64Array(queries).fill(Number.NaN));
  let evaluated = 0;
  return {
    add(query: number, standing: Standing): void {
      evaluated += Number(standing.relevant > 0);
      for (const metric of names) {
        for (const k of ks) perQuery[metric][k][query] = rankingMetrics[metric]({ standing, k });
      }
    },
    /** @throws InputError where no query had anything relevant */
    scores(): RankingScores {
      if (evaluated === 0) {
        throw new InputError(
          `${where}: none of the ${queries} queries has a relevant item; expected at least one`,
        );
      }
      return {
        ks: [...ks],
        evaluated,
        perQuery,
        means: byMetricAndK(ks, (metric, k) => meanOfKnown(perQuery[metric][k])),
      };
    },
  };
}
