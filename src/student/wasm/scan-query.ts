import { norm, type ScanLayout, turn } from './scan-layout';

/** A query as the scan reads it; the numbers are those of the same names in assembly/scan.ts. */
export interface ScanQuery {
  /** [2 · pairs] */
  readonly codes: Int16Array;
  /** What the centring took off every score, and what rounding may have added to one. */
  readonly shift: number;
  /** Twice what rounding may have added to one. */
  readonly rounding: number;
  readonly norm: number;
  readonly roundingNorm: number;
  readonly restNorm: number;
  readonly scale: number;
}

/** Sums of two int8-by-int16 products a pair stay within 32 bits. */
const largestCode = (pairs: number) => Math.min(32767, Math.floor((2 ** 31 - 1) / (256 * pairs)));

/** The relative error of a score that is summed in float32 in any order, with room to spare. */
const roundingOf = (dimensions: number) => (dimensions + 4) * 2 ** -23;

/** Norms are rounded up. */
const upwards = 1 + 1e-9;

/** @param query [width] */
export function scanQuery(layout: ScanLayout, query: Float32Array): ScanQuery {
  const { mean, axes, pairs, firstPairs, largestNorm } = layout;
  const dimensions = mean.length;
  const whole = new Float64Array(dimensions).fill(1);
  whole.set(query);
  const own = new Float64Array(dimensions);
  turn(axes, whole, own);
  let [largest, offset] = [0, 0];
  for (let d = 0; d < dimensions; d++) {
    largest = Math.max(largest, Math.abs(own[d]));
    offset += mean[d] * whole[d];
  }
  const scale = largest > 0 ? largestCode(pairs) / largest : 1;
  const codes = new Int16Array(2 * pairs);
  let taken = 0;
  for (let d = 0; d < dimensions; d++) {
    codes[d] = Math.round(own[d] * scale);
    taken += (own[d] * scale - codes[d]) ** 2;
  }
  const length = norm(own) * upwards;
  const rounding = roundingOf(dimensions) * length * (norm(mean) + largestNorm);
  return {
    codes,
    shift: offset + rounding,
    rounding: 2 * rounding,
    norm: length * scale,
    roundingNorm: Math.sqrt(taken) * upwards,
    restNorm: norm(own, 2 * firstPairs) * upwards * scale,
    scale,
  };
}
