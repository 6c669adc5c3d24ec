import { checkOptions } from '../../errors';
import type { Random } from '../../random';
import { checkFinite, checkSameLength } from '../checks';
import { type BootstrapDifference, checkResamples, resampledDifference } from './resampled-difference';

/** Two models' predictions on the same rows, and whose rows they are. */
export interface BootstrapOptions {
  /** [rows], e.g. the distilled student's predicted ratings */
  readonly treatment: ArrayLike<number>;
  /** [rows], e.g. those of the student from scratch */
  readonly baseline: ArrayLike<number>;
  /** [rows], the true ratings */
  readonly ratings: ArrayLike<number>;
  /** [rows]; whole users are drawn, as one user's ratings are not independent */
  readonly users: ArrayLike<number>;
  /** How many samples of users are drawn, e.g. 2000. */
  readonly resamples: number;
  readonly random: Random;
}

interface UserErrors {
  rows: number;
  treatment: number;
  baseline: number;
}

function squaredErrorsByUser(options: BootstrapOptions): UserErrors[] {
  const { treatment, baseline, ratings, users } = options;
  const byUser = new Map<number, UserErrors>();
  for (let row = 0; row < users.length; row++) {
    const errors = byUser.get(users[row]) ?? { rows: 0, treatment: 0, baseline: 0 };
    errors.rows++;
    errors.treatment += (treatment[row] - ratings[row]) ** 2;
    errors.baseline += (baseline[row] - ratings[row]) ** 2;
    byUser.set(users[row], errors);
  }
  return [...byUser.values()];
}

function differenceOf(drawn: Iterable<UserErrors>): number {
  const sum: UserErrors = { rows: 0, treatment: 0, baseline: 0 };
  for (const errors of drawn) {
    sum.rows += errors.rows;
    sum.treatment += errors.treatment;
    sum.baseline += errors.baseline;
  }
  return Math.sqrt(sum.treatment / sum.rows) - Math.sqrt(sum.baseline / sum.rows);
}

/**
 * Would the difference of two models' RMSE stand with other users? Users are drawn with replacement, each with all
 * of their rows and with both models' errors on them.
 * @throws InputError on different lengths, values that are not finite, or no resamples
 * @see Efron & Tibshirani 1993, chapter 13 (percentile interval)
 */
export function bootstrapRmseDifference(options: BootstrapOptions): BootstrapDifference {
  const where = 'bootstrapRmseDifference';
  checkOptions(where, options, ['treatment', 'baseline', 'ratings', 'users', 'resamples', 'random']);
  const { treatment, baseline, ratings, users, resamples, random } = options;
  checkSameLength(where, { treatment, baseline, ratings, users });
  for (const [name, values] of Object.entries({ treatment, baseline, ratings }))
    checkFinite(where, name, values);
  checkResamples(where, resamples);
  return resampledDifference({ units: squaredErrorsByUser(options), differenceOf, resamples, random });
}
