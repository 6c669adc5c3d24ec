import type { ClickTable } from '../../data/click/click-table';
import { checkOptions } from '../../errors';
import type { ClickScorer } from './click-scorer';

/**
 * Logits of many rows of a table, read and scored batch by batch.
 * @param options.rows numbers of rows of the table
 * @returns [rows]
 * @throws RangeError on a row that the table does not have; InputError where the table does not fit the model
 */
export function predictClickLogits(options: {
  readonly scorer: ClickScorer;
  readonly table: ClickTable;
  readonly rows: Int32Array;
  readonly batchSize?: number;
  readonly onProgress?: (done: number, total: number) => void;
}): Float32Array {
  checkOptions('predictClickLogits', options, ['scorer', 'table', 'rows', 'batchSize', 'onProgress']);
  const { scorer, table, rows, batchSize = 8192, onProgress } = options;
  const logits = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.subarray(start, start + batchSize);
    logits.set(scorer.score(table.read(batch)), start);
    onProgress?.(start + batch.length, rows.length);
  }
  return logits;
}
