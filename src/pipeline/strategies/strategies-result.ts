import { holmAdjusted } from '../../evaluate';
import type { MachineFacts } from '../distillation-result';
import type { ExcusedRow, MeasuredRow, StrategyRow } from './strategy-row';

/** A measured row, and its p among all of the report. */
export interface AdjustedRow extends MeasuredRow {
  /** Holm's adjustment over all measured rows of the report. */
  readonly pHolm: number;
}

/** One line of the table of settings. */
export interface StrategyRun {
  readonly dataset: string;
  readonly task: StrategyRow['task'];
  readonly students: readonly string[];
  readonly seed: number;
  readonly isSynthetic: boolean;
  /** sha256 of the data. */
  readonly hash: string;
  /** The options that make it, as `recdistill distill` reads them. */
  readonly words: readonly string[];
}

/** What `reports/strategies.json` holds. */
export interface StrategiesResult {
  readonly rows: readonly (AdjustedRow | ExcusedRow)[];
  readonly runs: readonly StrategyRun[];
  readonly command: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: MachineFacts;
  /** Wall-clock time, also of runs that were stopped on the way. */
  readonly seconds: number;
}

export function isMeasured(row: AdjustedRow | ExcusedRow): row is AdjustedRow {
  return row.excuse === null;
}

/** The rows with Holm's p over all that were measured. */
export function adjustRows(rows: readonly StrategyRow[]): (AdjustedRow | ExcusedRow)[] {
  const measured = rows.filter((row): row is MeasuredRow => row.excuse === null);
  const adjusted = holmAdjusted(measured.map(({ p }) => p));
  const pHolmOf = new Map(measured.map((row, k) => [row, adjusted[k]]));
  return rows.map((row) => (row.excuse === null ? { ...row, pHolm: pHolmOf.get(row) as number } : row));
}
