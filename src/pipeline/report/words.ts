import type { MeanAndInterval } from '../../evaluate';
import type { DistillationResult, StudentSummary } from '../distillation-result';

/** An error in the rating scale's units. */
export function error(value: number): string {
  return value.toFixed(4);
}

/** "0.9042 ± 0.0011", or the mean alone where there is no interval. */
export function errorWithInterval({ mean, high }: MeanAndInterval): string {
  return high === null ? error(mean) : `${error(mean)} ± ${(high - mean).toFixed(4)}`;
}

export function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

export function bytes(value: number): string {
  return value < 1e6 ? `${(value / 1e3).toFixed(0)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

/** What the intervals and tests of a result run over. */
export function overWhat({ splits, settings }: DistillationResult): string {
  const seeds = settings.seeds.length === 1 ? 'one seed' : `${settings.seeds.length} seeds`;
  return splits.length === 1 ? `one split and ${seeds}` : `${splits.length} folds and ${seeds}`;
}

export type Verdict = 'better' | 'worse' | 'undecided';

/** Whether distillation helped, as far as the test can tell. */
export function verdictOf({ distilled, scratch, p }: StudentSummary): Verdict {
  if (!(p < 0.05)) return 'undecided';
  return distilled.rmse < scratch.rmse ? 'better' : 'worse';
}

/** How the student is called in tables and figures. */
export function methodName(student: string, method: string): string {
  return `${student}, ${method === 'scratch' ? 'from scratch' : method === 'smoothed' ? 'label smoothing' : method}`;
}
