import type { StoredTensor } from '../../files/safetensors';
import { clipsOf, wholeNumber } from './clip';
import { packFloat16 } from './float16';
import { type QuantizeOptions, SMALL } from './int8-rows';
import { type PackedTensor, packed, tableOf } from './packed-tensor';
import { type PackedScales, packScales, scaleTensors } from './scales';

const LEVELS = 7;

/** Four bits a number, two a byte with the low half first, and a scale a group of columns. */
export interface Int4Groups {
  /** [rows, ⌈width / 2⌉] */
  readonly halves: Uint8Array;
  readonly groups: number;
  /** [rows, groups] */
  readonly scales: PackedScales;
}

/**
 * Symmetric four bits: number = round(x / scale) within ±7, one scale for at most `groupWidth` columns of a row, so that
 * |x − x̂| ≤ scale / 2 for all |x| ≤ the group's clip.
 * @param values [rows, width], row-major
 * @throws RangeError where groupWidth is no whole number of at least 1
 */
export function quantizeGroups(options: {
  readonly values: Float32Array;
  readonly width: number;
  readonly groupWidth: number;
  readonly how: QuantizeOptions;
}): Int4Groups {
  const { values, width, how } = options;
  if (!(Number.isInteger(options.groupWidth) && options.groupWidth >= 1))
    throw new RangeError(`quantizeGroups: groupWidth must be at least 1, found ${options.groupWidth}`);
  const groups = Math.ceil(width / options.groupWidth);
  // The reader spreads the columns over the groups so.
  const perGroup = Math.ceil(width / groups);
  const rows = values.length / width;
  const scales = packScales(clipsOfGroups({ values, width, groups, perGroup, how }).map((x) => x / LEVELS));
  const rowBytes = Math.ceil(width / 2);
  const halves = new Uint8Array(rows * rowBytes);
  for (let i = 0; i < values.length; i++) {
    const [row, k] = [Math.floor(i / width), i % width];
    const scale = scales.values[row * groups + Math.floor(k / perGroup)];
    const number = wholeNumber(values[i], scale, LEVELS);
    halves[row * rowBytes + (k >> 1)] |= (number & 15) << (4 * (k & 1));
  }
  return { halves, groups, scales };
}

/** [rows, groups] */
function clipsOfGroups(options: {
  readonly values: Float32Array;
  readonly width: number;
  readonly groups: number;
  readonly perGroup: number;
  readonly how: QuantizeOptions;
}): Float32Array {
  const { values, width, groups, perGroup, how } = options;
  const rows = values.length / width;
  const clips = new Float32Array(rows * groups);
  for (let g = 0; g < groups; g++) {
    const [from, to] = [Math.min(width, g * perGroup), Math.min(width, (g + 1) * perGroup)];
    if (from === to) continue;
    const own = new Float32Array(rows * (to - from));
    for (let row = 0; row < rows; row++)
      own.set(values.subarray(row * width + from, row * width + to), row * (to - from));
    const columnWeights = how.columnWeights?.subarray(from, to) ?? null;
    const found = clipsOf({ values: own, width: to - from, levels: LEVELS, ...how, columnWeights });
    for (let row = 0; row < rows; row++) clips[row * groups + g] = found[row];
  }
  return clips;
}

/** A table as four-bit groups; whatever is no table, or small, in half precision. */
export function packInt4(
  name: string,
  tensor: StoredTensor,
  how: QuantizeOptions & { readonly groupWidth: number },
): [string, PackedTensor][] {
  const table = tableOf(tensor);
  if (table === null || tensor.values.length < SMALL) return [[name, packFloat16(tensor)]];
  const { groupWidth, ...rest } = how;
  const { width, rows } = table;
  const { halves, groups, scales } = quantizeGroups({ values: tensor.values, width, groupWidth, how: rest });
  const shape = [rows, Math.ceil(width / 2)];
  return [[name, packed(shape, halves)], ...scaleTensors(name, [rows, groups], scales)];
}
