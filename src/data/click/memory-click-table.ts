import { createHash } from 'node:crypto';
import { type ClickRecords, layoutHash, type RecordLayout } from './click-records';
import type { ClickBatch, ClickField, ClickTable } from './click-table';

/** @throws RangeError on a row that a table of so many does not have */
export function checkRow(row: number, rows: number): void {
  if (row >= 0 && row < rows) return;
  throw new RangeError(`ClickTable: rows must be 0 .. ${rows - 1}, found ${row}`);
}

/** A click table that is held in memory. */
export class MemoryClickTable implements ClickTable {
  readonly fields: readonly ClickField[];
  readonly groups: Int32Array | null;
  readonly hash: string;

  constructor(
    layout: RecordLayout,
    private readonly records: ClickRecords,
    readonly rows: number,
  ) {
    this.fields = layout.fields;
    this.groups = layout.hasGroups ? records.groups() : null;
    this.hash = createHash('sha256').update(layoutHash(layout)).update(records.bytes).digest('hex');
  }

  read(rows: Int32Array): ClickBatch {
    const batch = this.records.emptyBatch(rows.length);
    for (let i = 0; i < rows.length; i++) {
      checkRow(rows[i], this.rows);
      this.records.copyTo(batch, i, rows[i]);
    }
    return batch;
  }
}
