import { mean, sampleStandardDeviation } from 'simple-statistics';
import { checkFinite, checkSameLength } from '../checks';
import { studentTCritical } from './student-t';

/** A mean over seeds or folds, with the interval that holds the true mean 95 times out of 100. */
export interface MeanAndInterval {
  readonly mean: number;
  /** Ends of the 95% interval; null for a single value, which has none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Sample standard deviation (n − 1); null for a single value. */
  readonly deviation: number | null;
  readonly count: number;
}

/**
 * Mean and its 95% interval by Student's t: mean ± t(0.975, n − 1) · s / √n.
 * @param values one result a seed or fold
 * @throws InputError on no values, or values that are not finite
 */
export function meanAndInterval(values: ArrayLike<number>): MeanAndInterval {
  checkSameLength('meanAndInterval', { values });
  checkFinite('meanAndInterval', 'values', values);
  const list = Array.from(values);
  const average = mean(list);
  if (list.length === 1) return { mean: average, low: null, high: null, deviation: null, count: 1 };
  const deviation = sampleStandardDeviation(list);
  const half =
    (studentTCritical({ tail: 0.05, freedom: list.length - 1 }) * deviation) / Math.sqrt(list.length);
  return { mean: average, low: average - half, high: average + half, deviation, count: list.length };
}

/** "0.904 ± 0.003", or "0.904" for a single value. */
export function formatMeanAndInterval(interval: MeanAndInterval, digits: number): string {
  const { mean: average, high } = interval;
  if (high === null) return average.toFixed(digits);
  return `${average.toFixed(digits)} ± ${(high - average).toFixed(digits)}`;
}
