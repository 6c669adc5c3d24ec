import type { StoredTensor } from '../../files/safetensors';
import { type ClipRule, clipsOf, wholeNumber } from './clip';
import { packFloat16 } from './float16';
import { type PackedTensor, packed, tableOf } from './packed-tensor';
import { type PackedScales, packScales, scaleTensors } from './scales';

const LEVELS = 127;

/** Whole numbers and one scale a row: x̂ = scale · number. */
export interface Int8Rows {
  /** [rows, width], −127 .. 127 */
  readonly numbers: Int8Array;
  readonly scales: PackedScales;
}

/** How a table is quantised. */
export interface QuantizeOptions {
  readonly calibration: ClipRule;
  /** See {@link clipsOf}. */
  readonly columnWeights: Float64Array | null;
}

/**
 * Symmetric int8 a row: scale = clip / 127 rounded up to a stored one, number = round(x / scale) within ±127, so that
 * |x − x̂| ≤ scale / 2 for all |x| ≤ clip.
 * @param values [rows, width], row-major
 * @see Jacob et al. 2018, arXiv:1712.05877; symmetric and per channel as in Krishnamoorthi 2018, arXiv:1806.08342
 */
export function quantizeRows(options: {
  readonly values: Float32Array;
  readonly width: number;
  readonly how: QuantizeOptions;
}): Int8Rows {
  const { values, width, how } = options;
  const clips = clipsOf({ values, width, levels: LEVELS, ...how });
  const scales = packScales(clips.map((clip) => clip / LEVELS));
  const numbers = Int8Array.from(values, (x, i) =>
    wholeNumber(x, scales.values[Math.floor(i / width)], LEVELS),
  );
  return { numbers, scales };
}

/** A table as int8 rows; whatever is no table, or so small that its scales' names weigh more, in half precision. */
export function packInt8(name: string, tensor: StoredTensor, how: QuantizeOptions): [string, PackedTensor][] {
  const table = tableOf(tensor);
  if (table === null || tensor.values.length < SMALL) return [[name, packFloat16(tensor)]];
  const { numbers, scales } = quantizeRows({ values: tensor.values, width: table.width, how });
  return [[name, packed(tensor.shape, numbers)], ...scaleTensors(name, [table.rows], scales)];
}

/** Numbers below which half precision takes no more bytes than names, shapes and scales of a quantised table. */
export const SMALL = 512;
