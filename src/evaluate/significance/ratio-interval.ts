import { mean, sampleCovariance, sampleVariance } from 'simple-statistics';
import { checkOptions, InputError } from '../../errors';
import { checkFinite, checkSameLength } from '../checks';
import { studentTCritical } from './student-t';

/** A ratio of two means, with the interval that holds the true ratio 95 times out of 100. */
export interface RatioAndInterval {
  readonly ratio: number;
  /** null where the denominator is not told from 0: any ratio would do then. */
  readonly low: number | null;
  readonly high: number | null;
  /** Pairs. */
  readonly count: number;
}

/**
 * Mean of a over mean of b, both measured on the same units, with its 95% interval by Fieller's theorem: the ratios ρ at
 * which mean(a) − ρ · mean(b) is not told from 0. Unlike a bootstrap of ratios it says so where b's mean may be 0.
 * @param options.numerators [units], e.g. each row's loss from scratch less the distilled student's
 * @param options.denominators [units], e.g. each row's loss from scratch less the teacher's
 * @throws InputError on fewer than two units, different lengths or values that are not finite
 * @see Fieller 1954, "Some problems in interval estimation", J. R. Stat. Soc. B 16
 */
export function ratioInterval(options: {
  readonly numerators: ArrayLike<number>;
  readonly denominators: ArrayLike<number>;
}): RatioAndInterval {
  checkOptions('ratioInterval', options, ['numerators', 'denominators']);
  const { numerators, denominators } = options;
  checkSameLength('ratioInterval', { numerators, denominators });
  checkFinite('ratioInterval', 'numerators', numerators);
  checkFinite('ratioInterval', 'denominators', denominators);
  const [as, bs] = [Array.from(numerators), Array.from(denominators)];
  const count = as.length;
  if (count < 2) throw new InputError('ratioInterval: found one pair; expected at least two');
  const [a, b] = [mean(as), mean(bs)];
  const squared = studentTCritical({ tail: 0.05, freedom: count - 1 }) ** 2 / count;
  const open = b * b - squared * sampleVariance(bs);
  if (!(open > 0)) return { ratio: a / b, low: null, high: null, count };
  const middle = a * b - squared * sampleCovariance(as, bs);
  const reach = Math.sqrt(Math.max(0, middle ** 2 - open * (a * a - squared * sampleVariance(as))));
  return { ratio: a / b, low: (middle - reach) / open, high: (middle + reach) / open, count };
}
