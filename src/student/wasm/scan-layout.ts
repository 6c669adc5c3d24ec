import { principalAxes } from './principal-axes';
import type { ProductTable } from './product-table';

export const itemsOfBlock = 32;
export const doublesOfBlock = 5;

/** Enough to find the axes by; any axes give the right answer. */
const mostItemsForAxes = 4096;
/** Beyond, finding the axes takes longer than they save: the vectors stay as they are. */
const mostDimensionsForAxes = 128;

/** The catalogue as the scan reads it; see assembly/scan.ts. */
export interface ScanLayout {
  readonly items: number;
  readonly blocks: number;
  /** The table's width, one more where there are biases, rounded up to pairs. */
  readonly pairs: number;
  readonly firstPairs: number;
  /** [blocks, pairs, 32, 2] */
  readonly codes: Int8Array;
  /** [blocks, 5] */
  readonly bounds: Float64Array;
  /** The table's row of each item of the scan. */
  readonly origin: Int32Array;
  /** [dimensions], taken off every vector */
  readonly mean: Float64Array;
  /** [dimensions, dimensions], one axis a row */
  readonly axes: Float64Array;
  readonly largestNorm: number;
}

/** Reads the vector of an item, the bias as its last number, less the mean. */
type ReadItem = (item: number, into: Float64Array) => void;

export function norm(values: Float64Array | Float32Array, from = 0): number {
  let sum = 0;
  for (let i = from; i < values.length; i++) sum += values[i] * values[i];
  return Math.sqrt(sum);
}

/** axes · vector: a turn keeps every product, and puts most of it into the first dimensions. */
export function turn(axes: Float64Array, vector: Float64Array, into: Float64Array): void {
  const n = vector.length;
  for (let i = 0, at = 0; i < n; i++) {
    let sum = 0;
    for (let d = 0; d < n; d++) sum += axes[at++] * vector[d];
    into[i] = sum;
  }
}

function meanOf({ vectors, width, biases }: ProductTable, items: number): Float64Array {
  const mean = new Float64Array(width + (biases ? 1 : 0));
  for (let i = 0; i < items; i++) {
    for (let d = 0; d < width; d++) mean[d] += vectors[i * width + d] / items;
    if (biases) mean[width] += biases[i] / items;
  }
  return mean;
}

function readerOf({ vectors, width, biases }: ProductTable, mean: Float64Array): ReadItem {
  return (item, into) => {
    for (let d = 0; d < width; d++) into[d] = vectors[item * width + d] - mean[d];
    if (biases) into[width] = biases[item] - mean[width];
  };
}

function normsOf(read: ReadItem, items: number, dimensions: number): Float64Array {
  const row = new Float64Array(dimensions);
  const norms = new Float64Array(items);
  for (let item = 0; item < items; item++) {
    read(item, row);
    norms[item] = norm(row);
  }
  return norms;
}

function axesOf(read: ReadItem, items: number, dimensions: number): Float64Array {
  const row = new Float64Array(dimensions);
  const moments = new Float64Array(dimensions * dimensions);
  // without moments the axes are those that are there
  const seen = dimensions > mostDimensionsForAxes ? 0 : items;
  for (let item = 0; item < seen; item += Math.ceil(items / mostItemsForAxes)) {
    read(item, row);
    for (let a = 0, at = 0; a < dimensions; a++)
      for (let b = 0; b < dimensions; b++) moments[at++] += row[a] * row[b];
  }
  return principalAxes(moments, dimensions, 1e-3);
}

/** Rounds one turned vector to its place in the block, and raises the block's bounds by what it needs. */
function writeItem(layout: ScanLayout, place: number, row: Float64Array, step: number): void {
  const { pairs, firstPairs, codes, bounds } = layout;
  const block = Math.floor(place / itemsOfBlock);
  const first = (block * pairs * itemsOfBlock + (place % itemsOfBlock)) * 2;
  let taken = 0;
  let kept = 0;
  for (let d = 0; d < row.length; d++) {
    const code = Math.round(row[d] / step);
    codes[first + (d >> 1) * 2 * itemsOfBlock + (d & 1)] = code;
    taken += (row[d] / step - code) ** 2;
    kept += code * code;
  }
  const own = [Math.sqrt(taken), Math.sqrt(kept), norm(row) / step, norm(row, 2 * firstPairs) / step];
  for (let i = 0, at = block * doublesOfBlock + 1; i < own.length; i++, at++)
    bounds[at] = Math.max(bounds[at], own[i]);
}

function writeBlock(layout: ScanLayout, block: number, rows: readonly Float64Array[]): void {
  let largest = 0;
  for (const row of rows) for (const value of row) largest = Math.max(largest, Math.abs(value));
  const step = largest > 0 ? largest / 127 : 1;
  layout.bounds[block * doublesOfBlock] = 1 / step;
  for (const [lane, row] of rows.entries()) writeItem(layout, block * itemsOfBlock + lane, row, step);
}

/**
 * Centres the vectors, turns them to their principal axes, sorts them by norm and rounds them to int8, with bounds of
 * all that this may change in a score.
 * @see Teflioudi, Gemulla & Mykytiuk 2015, LEMP (the order by norm); Li, Chan, Yiu & Mamoulis 2017, FEXIPRO (the axes,
 * the whole numbers, the first dimensions first)
 */
export function layOut(table: ProductTable): ScanLayout {
  const items = table.vectors.length / table.width;
  const mean = meanOf(table, items);
  const read = readerOf(table, mean);
  const norms = normsOf(read, items, mean.length);
  const pairs = Math.ceil(mean.length / 2);
  const blocks = Math.ceil(items / itemsOfBlock);
  const origin = Int32Array.from(norms.keys()).sort((a, b) => norms[b] - norms[a]);
  const layout: ScanLayout = {
    ...{ items, blocks, pairs, firstPairs: pairs >> 1, origin, mean },
    codes: new Int8Array(blocks * pairs * itemsOfBlock * 2),
    bounds: new Float64Array(blocks * doublesOfBlock),
    axes: axesOf(read, items, mean.length),
    largestNorm: items > 0 ? norms[origin[0]] : 0,
  };
  const row = new Float64Array(mean.length);
  const rows = Array.from({ length: itemsOfBlock }, () => new Float64Array(mean.length));
  for (let block = 0; block < blocks; block++) {
    const own = origin.subarray(block * itemsOfBlock, (block + 1) * itemsOfBlock);
    for (const [lane, item] of own.entries()) {
      read(item, row);
      turn(layout.axes, row, rows[lane]);
    }
    writeBlock(layout, block, rows.slice(0, own.length));
  }
  return layout;
}
