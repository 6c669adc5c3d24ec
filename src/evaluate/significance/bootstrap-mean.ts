import { checkOptions } from '../../errors';
import type { Random } from '../../random';
import { checkFinite, checkSameLength } from '../checks';
import { type BootstrapDifference, checkResamples, resampledDifference } from './resampled-difference';

/** Sums over the rows of one user. */
interface UserSums {
  rows: number;
  difference: number;
}

function sumsByUser(treatment: ArrayLike<number>, baseline: ArrayLike<number>, users: ArrayLike<number>) {
  const byUser = new Map<number, UserSums>();
  for (let row = 0; row < users.length; row++) {
    const sums = byUser.get(users[row]) ?? { rows: 0, difference: 0 };
    sums.rows++;
    sums.difference += treatment[row] - baseline[row];
    byUser.set(users[row], sums);
  }
  return [...byUser.values()];
}

function meanOf(drawn: readonly UserSums[]): number {
  const sum = { rows: 0, difference: 0 };
  for (const { rows, difference } of drawn) {
    sum.rows += rows;
    sum.difference += difference;
  }
  return sum.difference / sum.rows;
}

/**
 * Would the difference of two models' mean errors (log-loss, say) stand with other users? Users are drawn with
 * replacement, each with all of their rows. Where rows are independent of one another, number them as users of their own;
 * `pairedTTest` is faster then.
 * @param options.treatment [rows], each row's error, e.g. from `clickLogLosses`
 * @param options.baseline [rows], the other model's on the same rows
 * @param options.users [rows]
 * @param options.resamples how many samples of users are drawn, e.g. 2000
 * @throws InputError on different lengths, values that are not finite, or no resamples
 * @see Efron & Tibshirani 1993, chapter 13 (percentile interval)
 */
export function bootstrapMeanDifference(options: {
  readonly treatment: ArrayLike<number>;
  readonly baseline: ArrayLike<number>;
  readonly users: ArrayLike<number>;
  readonly resamples: number;
  readonly random: Random;
}): BootstrapDifference {
  const where = 'bootstrapMeanDifference';
  checkOptions(where, options, ['treatment', 'baseline', 'users', 'resamples', 'random']);
  const { treatment, baseline, users, resamples, random } = options;
  checkSameLength(where, { treatment, baseline, users });
  checkFinite(where, 'treatment', treatment);
  checkFinite(where, 'baseline', baseline);
  checkResamples(where, resamples);
  const units = sumsByUser(treatment, baseline, users);
  return resampledDifference({ units, differenceOf: meanOf, resamples, random });
}
