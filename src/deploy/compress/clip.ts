import { checkOptions, InputError } from '../../errors';

/**
 * How large a number a row keeps before it is cut off:
 * - `max`: its largest; nothing is cut off
 * - `squared-error`: what makes Σ_k m_k (x_k − x̂_k)² least among 0.4, 0.42, ... 1 times its largest
 * - `percentile`: the least that a share `percentile` of the row's weight Σ_k m_k lies at or below
 */
export type ClipRule =
  | { readonly kind: 'max' }
  | { readonly kind: 'squared-error' }
  | { readonly kind: 'percentile'; readonly percentile: number };

export interface ClipOptions {
  /** [rows, width], row-major */
  readonly values: Float32Array;
  readonly width: number;
  /** The largest whole number that a quantised one may be: 127, or 7 of four bits. */
  readonly levels: number;
  readonly calibration: ClipRule;
  /**
   * m, [width]: how much real requests ask of a column, the mean of the squares that it is multiplied by, so that the
   * squared error is that of the scores (of uncorrelated columns). Null: all ask as much.
   */
  readonly columnWeights: Float64Array | null;
}

/**
 * The largest magnitude that each row keeps, [rows].
 * @throws InputError on unknown options or a percentile outside of 0 .. 1
 */
export function clipsOf(options: ClipOptions): Float32Array {
  checkOptions('clipsOf', options, ['values', 'width', 'levels', 'calibration', 'columnWeights']);
  const { values, width, levels, calibration } = options;
  const weights = options.columnWeights ?? new Float64Array(width).fill(1);
  if (calibration.kind === 'percentile' && !(calibration.percentile > 0 && calibration.percentile <= 1)) {
    throw new InputError(
      `clipsOf: expected a percentile above 0 and at most 1, found ${calibration.percentile}`,
    );
  }
  return Float32Array.from({ length: values.length / width }, (_, row) => {
    const own = values.subarray(row * width, (row + 1) * width);
    if (calibration.kind === 'percentile') return weightedPercentile(own, weights, calibration.percentile);
    const largest = own.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return calibration.kind === 'max' ? largest : leastError(own, weights, largest, levels);
  });
}

function weightedPercentile(row: Float32Array, weights: Float64Array, percentile: number): number {
  const order = Array.from(row.keys()).sort((a, b) => Math.abs(row[a]) - Math.abs(row[b]));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (const k of order) {
    below += weights[k];
    if (below >= percentile * all * (1 - 1e-12)) return Math.abs(row[k]);
  }
  return Math.abs(row[order[order.length - 1]]);
}

function leastError(row: Float32Array, weights: Float64Array, largest: number, levels: number): number {
  let [best, least] = [largest, Number.POSITIVE_INFINITY];
  for (let percent = 100; percent >= 40; percent -= 2) {
    const clip = (largest * percent) / 100;
    const error = squaredError(row, weights, clip / levels, levels);
    if (error < least) [best, least] = [clip, error];
  }
  return best;
}

function squaredError(row: Float32Array, weights: Float64Array, scale: number, levels: number): number {
  if (scale === 0) return 0;
  let sum = 0;
  for (let k = 0; k < row.length; k++)
    sum += weights[k] * (row[k] - scale * wholeNumber(row[k], scale, levels)) ** 2;
  return sum;
}

/** x / scale, rounded and cut off at ±levels; 0 where the scale is 0. */
export function wholeNumber(x: number, scale: number, levels: number): number {
  return scale === 0 ? 0 : Math.max(-levels, Math.min(levels, Math.round(x / scale)));
}
