import type { ClickBatch, ClickTable } from '../../../src/data/click/click-table';
import { fields, batch as goldenBatch } from './golden';

function take(all: ClickBatch, rows: Int32Array, numeric: number): ClickBatch {
  const ids = new Int32Array(rows.length * fields.length);
  const numbers = new Float32Array(rows.length * numeric);
  rows.forEach((row, i) => {
    ids.set(all.ids.subarray(row * fields.length, (row + 1) * fields.length), i * fields.length);
    numbers.set(all.numbers.subarray(row * numeric, (row + 1) * numeric), i * numeric);
  });
  return { ids, numbers, labels: Float32Array.from(rows, (row) => all.labels[row]) };
}

/** Rows of the golden's fields in memory. */
export function tableOf(all: ClickBatch): ClickTable & { readonly asked: number[] } {
  const asked: number[] = [];
  const numeric = fields.filter(({ kind }) => kind === 'numeric').length;
  return {
    ...{ fields, rows: all.labels.length, groups: null, hash: 'small', asked },
    read: (rows) => {
      asked.push(...rows);
      return take(all, rows, numeric);
    },
  };
}

export const smallTable = () => tableOf(goldenBatch);
export const everyRow = (table: ClickTable) => Int32Array.from({ length: table.rows }, (_, row) => row);
