import { quantile } from 'simple-statistics';
import { InputError } from '../../errors';
import type { Random } from '../../random';

export interface BootstrapDifference {
  /** The treatment's error minus the baseline's on all rows; below 0 where the treatment is better. */
  readonly difference: number;
  /** The middle 95% of the resampled differences. */
  readonly low: number;
  readonly high: number;
  /** Two-sided: twice the smaller share of resamples on one side of 0, never below 1 / resamples. */
  readonly p: number;
  /** Users drawn from. */
  readonly users: number;
}

export function checkResamples(where: string, resamples: number): void {
  if (Number.isInteger(resamples) && resamples >= 1) return;
  throw new InputError(`${where}: resamples is ${resamples}; expected a positive integer, e.g. 2000`);
}

/** Draws units (users, each with all of their rows) with replacement and looks at the difference on what was drawn. */
export function resampledDifference<Unit>(options: {
  readonly units: readonly Unit[];
  readonly differenceOf: (drawn: readonly Unit[]) => number;
  readonly resamples: number;
  readonly random: Random;
}): BootstrapDifference {
  const { units, differenceOf, resamples, random } = options;
  const differences = Array.from({ length: resamples }, () =>
    differenceOf(units.map(() => units[random.integer(units.length)])),
  );
  const atLeast = differences.filter((d) => d >= 0).length / resamples;
  const atMost = differences.filter((d) => d <= 0).length / resamples;
  return {
    difference: differenceOf(units),
    low: quantile(differences, 0.025),
    high: quantile(differences, 0.975),
    p: Math.min(1, Math.max(1 / resamples, 2 * Math.min(atLeast, atMost))),
    users: units.length,
  };
}
