import type { Fields } from '../file/fields';
import type { Rows } from '../file/rows';
import { FloatRows } from '../file/rows';
import type { Tensors } from '../file/tensors';

const NONE = new FloatRows(new Float32Array(0), 0);

/** A side's table of features; of width 0 where there is none. */
export function featureRows(
  { config, tensors }: { readonly config: Fields; readonly tensors: Tensors },
  side: 'user' | 'item',
  count: number,
): Rows {
  const name = `${side}Features`;
  const width = config.has(name) ? config.texts(name).length : 0;
  return width === 0 ? NONE : tensors.rows(`${side}-features`, count, width);
}

/** A row of each table, side by side. */
export function rowOf(tables: readonly Rows[], row: number): Float32Array {
  const own = new Float32Array(tables.reduce((sum, { width }) => sum + width, 0));
  let at = 0;
  for (const table of tables) {
    if (table.width > 0) table.read(row, own, at);
    at += table.width;
  }
  return own;
}

/** [count, width] of what `make` gives for each row. */
export function tableOf(count: number, width: number, make: (row: number) => Float32Array): Float32Array {
  const table = new Float32Array(count * width);
  for (let row = 0; row < count; row++) table.set(make(row), row * width);
  return table;
}
