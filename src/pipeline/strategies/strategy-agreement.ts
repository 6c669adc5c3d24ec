import type { AdjustedRow } from './strategies-result';
import type { StrategyFamily } from './strategy-case';
import type { StrategyRow } from './strategy-row';

/** What became of one strategy on all data sets and students of a task. */
export interface StrategyAgreement {
  readonly task: StrategyRow['task'];
  readonly family: StrategyFamily;
  readonly strategy: string;
  readonly rows: number;
  readonly datasets: number;
  /** Rows with each verdict, at p < 0.05 for itself. */
  readonly helps: number;
  readonly 'no difference': number;
  readonly hurts: number;
  /** Rows whose difference stands after Holm's adjustment, in either direction. */
  readonly standing: number;
  /** Data sets on which every student is better than its opponent, however little. */
  readonly better: number;
}

/** By task and strategy, in the order of the rows: how often it helps and hurts, and on how many data sets alike. */
export function strategyAgreement(rows: readonly AdjustedRow[]): StrategyAgreement[] {
  const groups = new Map<string, AdjustedRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.task, row.strategy]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((own) => {
    const [{ task, family, strategy }] = own;
    const worse = new Set(own.filter(({ difference }) => !(difference > 0)).map(({ dataset }) => dataset));
    const datasets = new Set(own.map(({ dataset }) => dataset)).size;
    const count = (verdict: AdjustedRow['verdict']) => own.filter((row) => row.verdict === verdict).length;
    return {
      ...{ task, family, strategy, rows: own.length, datasets },
      ...{ helps: count('helps'), 'no difference': count('no difference'), hurts: count('hurts') },
      standing: own.filter(({ pHolm }) => pHolm < 0.05).length,
      better: datasets - worse.size,
    };
  });
}
