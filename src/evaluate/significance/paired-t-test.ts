import { checkOptions, InputError } from '../../errors';
import { checkFinite, checkSameLength } from '../checks';
import { meanAndInterval } from './mean-and-interval';
import { studentTTail } from './student-t';

/** Two methods measured on the same folds and seeds, value by value. */
export interface PairedSamples {
  /** e.g. the distilled student's error on each fold and seed */
  readonly treatment: ArrayLike<number>;
  /** e.g. the error of the student from scratch on the same folds and seeds */
  readonly baseline: ArrayLike<number>;
}

export interface PairedTTest {
  /** mean(treatment − baseline); below 0 where the treatment's error is smaller. */
  readonly meanDifference: number;
  /** Ends of the 95% interval of that mean. */
  readonly low: number;
  readonly high: number;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  /** Pairs. */
  readonly count: number;
}

/** treatment − baseline, pair by pair. */
export function pairedDifferences(where: string, samples: PairedSamples): number[] {
  checkOptions(where, samples, ['treatment', 'baseline']);
  checkSameLength(where, { treatment: samples.treatment, baseline: samples.baseline });
  checkFinite(where, 'treatment', samples.treatment);
  checkFinite(where, 'baseline', samples.baseline);
  return Array.from(samples.treatment, (value, i) => value - samples.baseline[i]);
}

/**
 * Paired t-test: t = mean(d) / (s_d / √n) over the differences d, two-sided with n − 1 degrees of freedom.
 * Differences that are all equal give p = 0 where they are not 0, and p = 1 where they are.
 * @throws InputError on fewer than two pairs, different lengths or values that are not finite
 */
export function pairedTTest(samples: PairedSamples): PairedTTest {
  const differences = pairedDifferences('pairedTTest', samples);
  const count = differences.length;
  const { mean, low, high, deviation } = meanAndInterval(differences);
  if (low === null || high === null || deviation === null) {
    throw new InputError('pairedTTest: found one pair; expected at least two (more folds or seeds)');
  }
  const t = mean === 0 ? 0 : mean / (deviation / Math.sqrt(count));
  return { meanDifference: mean, low, high, t, p: studentTTail({ t, freedom: count - 1 }), count };
}
