import { type MeanAndInterval, meanAndInterval, pairedTTest } from '../../evaluate';
import type { AblationTask, ModelFacts } from './ablation-task';
import type { StrategyFamily } from './strategy-case';
import type { MeasuredTraining } from './training-store';

export type StrategyVerdict = 'helps' | 'hurts' | 'no difference';

/** The ends of a 95% interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

interface RowHead {
  readonly family: StrategyFamily;
  readonly strategy: string;
  readonly about: string;
  readonly equation: string;
  readonly paper: string;
  readonly dataset: string;
  readonly task: AblationTask<unknown, never>['name'];
  readonly student: string;
  readonly metric: string;
  /** Means over the seeds, on the test part. */
  readonly scratch: number;
  readonly plain: number;
  readonly teacher: number;
  readonly seeds: readonly number[];
}

/** Whom a strategy is held against. */
export interface Opponent {
  readonly name: string;
  /** Mean over the seeds, on the test part. */
  readonly value: number;
  /** Where validation searched it for this opponent by itself. */
  readonly weightDecay?: number;
}

/** One strategy on one data set with one student. */
export interface MeasuredRow extends RowHead, ModelFacts {
  readonly excuse: null;
  readonly distilled: number;
  /** Plain distillation, or a fair opponent of the strategy's own. */
  readonly opponent: Opponent;
  /** The student from scratch with as few labels as the strategy has; null where it has all. */
  readonly ownScratch: Opponent | null;
  /** Where validation searched it for this strategy by itself; else null. */
  readonly weightDecay: number | null;
  /** Against the opponent, in the metric's unit; above 0 is better, whatever the metric. */
  readonly difference: number;
  /** Of the difference; over the seeds null for a single one. */
  readonly interval: { readonly seeds: Interval | null; readonly units: Interval };
  /** Two-sided, of the difference: the larger of those over seeds and over units. */
  readonly p: number;
  /** The same, of the difference from scratch, with as few labels where the strategy has few. */
  readonly pScratch: number;
  readonly verdict: StrategyVerdict;
  /** By seed, on the test part. */
  readonly bySeed: readonly number[];
  /** What validation chose. */
  readonly variant: string;
  /** Variants that it chose among. */
  readonly tried: number;
  /** Means over the seeds. */
  readonly findings: Readonly<Record<string, number>>;
  /** Other metrics on the test part, means over the seeds. */
  readonly extra: Readonly<Record<string, number>>;
}

/** A strategy that could not run there. */
export interface ExcusedRow extends RowHead {
  readonly excuse: string;
}

export type StrategyRow = MeasuredRow | ExcusedRow;

/** A way of training with every seed. */
export type BySeed = readonly MeasuredTraining[];

type Scale = Pick<AblationTask<unknown, never>, 'lowerIsBetter' | 'isRootOfMean'>;

const valuesOf = (bySeed: BySeed) => bySeed.map(({ value }) => value);

export function meanValue(bySeed: BySeed): number {
  return meanAndInterval(valuesOf(bySeed)).mean;
}

/** [units], mean over the seeds */
function unitsOf(bySeed: BySeed): Float64Array {
  return bySeed[0].perUnit.map(
    (_, unit) => bySeed.reduce((sum, { perUnit }) => sum + perUnit[unit], 0) / bySeed.length,
  );
}

/** Means by name, over the seeds that name it. */
export function meansByName(
  records: readonly (Readonly<Record<string, number>> | undefined)[],
): Record<string, number> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record ?? {})))];
  return Object.fromEntries(
    names.map((name) => {
      const values = records.flatMap((record) => record?.[name] ?? []);
      return [name, values.reduce((sum, value) => sum + value, 0) / values.length];
    }),
  );
}

function intervalOf({ low, high }: MeanAndInterval): Interval | null {
  return low === null || high === null ? null : { low, high };
}

export interface Comparison {
  readonly difference: number;
  readonly interval: MeasuredRow['interval'];
  readonly p: number;
}

/**
 * One way of training against another, seed by seed and unit by unit; above 0 is better. Where the metric is the root of
 * the units' mean, their interval is taken to its scale by a² − b² = (a − b)(a + b).
 */
export function compareBySeed(treatment: BySeed, baseline: BySeed, scale: Scale): Comparison {
  const sign = scale.lowerIsBetter ? -1 : 1;
  const bySeed = treatment.map(({ value }, i) => sign * (value - baseline[i].value));
  const units = pairedTTest({ treatment: unitsOf(treatment), baseline: unitsOf(baseline) });
  const stretch = scale.isRootOfMean ? 1 / (meanValue(treatment) + meanValue(baseline)) : 1;
  const ends = [units.low, units.high].map((end) => sign * stretch * end).sort((a, b) => a - b);
  const seeds = meanAndInterval(bySeed);
  const overSeeds =
    bySeed.length > 1 ? pairedTTest({ treatment: valuesOf(treatment), baseline: valuesOf(baseline) }).p : 0;
  return {
    difference: seeds.mean,
    interval: { seeds: intervalOf(seeds), units: { low: ends[0], high: ends[1] } },
    p: Math.max(units.p, overSeeds),
  };
}

export function verdictOf({ difference, p }: Pick<Comparison, 'difference' | 'p'>): StrategyVerdict {
  if (!(p < 0.05)) return 'no difference';
  return difference > 0 ? 'helps' : 'hurts';
}
