import { bootstrapMeanDifference, pairedTTest, type RatioAndInterval, ratioInterval } from '../../evaluate';
import { Random } from '../../random';
import type { LossDifference } from './click-result';
import type { SplitFindings } from './split-findings';

const RESAMPLES = 2000;

/** What test rows stand together for. */
export interface Units {
  /** [rows], one after the other as {@link pooled} has them. */
  readonly ids: Float64Array;
  readonly over: 'rows' | 'users';
}

/** Losses of all splits' test rows, one after the other. */
export function pooled(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Whose row each pooled test row is: the user's where a column says so, else the row's own number where splits share
 * rows; null where every row stands for itself.
 */
export function unitsOf(findings: readonly SplitFindings[]): Units | null {
  const tests = findings.map(({ test }) => test);
  if (tests.every(({ groups }) => groups !== null))
    return { ids: pooled(tests.map(({ groups }) => groups ?? [])), over: 'users' };
  const ids = pooled(tests.map(({ rows }) => rows));
  return new Set(ids).size === ids.length ? null : { ids, over: 'rows' };
}

/** Would the difference of two models' losses stand with other rows, or with other users? */
export function lossDifference(options: {
  readonly treatment: Float64Array;
  readonly baseline: Float64Array;
  readonly units: Units | null;
  readonly seed: number;
}): LossDifference {
  const { treatment, baseline, units, seed } = options;
  if (units === null) {
    const { meanDifference, low, high, p, count } = pairedTTest({ treatment, baseline });
    return { meanDifference, low, high, p, over: 'rows', count };
  }
  const random = new Random(seed).fork('bootstrap');
  const found = bootstrapMeanDifference({
    treatment,
    baseline,
    users: units.ids,
    resamples: RESAMPLES,
    random,
  });
  const { difference: meanDifference, low, high, p, users: count } = found;
  return { meanDifference, low, high, p, over: units.over, count };
}

function sumsByUnit(values: Float64Array, units: Units | null): Float64Array {
  if (units === null) return values;
  const sums = new Map<number, number>();
  values.forEach((value, row) => {
    sums.set(units.ids[row], (sums.get(units.ids[row]) ?? 0) + value);
  });
  return Float64Array.from(sums.values());
}

/** The share of the teacher's advantage that a student has: (scratch − distilled) / (scratch − teacher), with its interval. */
export function recoveredShare(options: {
  readonly scratch: Float64Array;
  readonly distilled: Float64Array;
  readonly teacher: Float64Array;
  readonly units: Units | null;
}): RatioAndInterval {
  const { scratch, distilled, teacher, units } = options;
  const less = (other: Float64Array) =>
    sumsByUnit(
      scratch.map((loss, row) => loss - other[row]),
      units,
    );
  return ratioInterval({ numerators: less(distilled), denominators: less(teacher) });
}
