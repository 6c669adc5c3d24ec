import { checkOptions, InputError } from '../errors';

/** How values are spread: `counts[i]` of them lie in [edges[i], edges[i + 1]), the last bin's end included. */
export interface Histogram {
  /** One more than there are counts, ascending. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/**
 * Counts values in bins of equal width between the smallest and the largest; equal values make one bin
 * about them.
 * @throws InputError if there are no values or one is not finite
 */
export function histogramOf(options: {
  readonly values: ArrayLike<number>;
  readonly bins: number;
}): Histogram {
  checkOptions('histogramOf', options, ['values', 'bins']);
  const { values, bins } = options;
  let [min, max, sum, sumOfSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i]);
    max = Math.max(max, values[i]);
    sum += values[i];
    sumOfSquares += values[i] * values[i];
  }
  if (!Number.isFinite(min) || !Number.isFinite(sum) || !Number.isInteger(bins) || bins < 1)
    throw new InputError(
      `histogramOf: expected finite values and a whole number of bins of at least 1, found ${values.length} values with the sum ${sum}, and ${bins} bins`,
    );
  const spread = (max - min) / bins;
  // too small a width beside the values would leave bins without any number in them
  const isFlat = !(min + spread > min && max - spread < max);
  const margin = Math.max(0.5, Math.abs(max) * 1e-9);
  const [start, end, count] = isFlat ? [min - margin, max + margin, 1] : [min, max, bins];
  const width = (end - start) / count;
  const edges = Array.from({ length: count + 1 }, (_, i) => (i === count ? end : start + i * width));
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < values.length; i++)
    counts[Math.min(count - 1, Math.floor((values[i] - start) / width))]++;
  return { edges, counts, min, max, sum, sumOfSquares };
}
