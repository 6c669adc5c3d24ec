import { closeSync } from 'node:fs';
import { InputError } from '../../errors';
import { type OpenClickFile, openClickFile, readAt, verifyClickFile } from './click-file';
import { ClickRecords, recordBytes } from './click-records';
import type { ClickBatch, ClickField, ClickTable } from './click-table';
import { checkRow } from './memory-click-table';

/** Rows that lie no further apart are fetched by one read. */
const GAP_BYTES = 4096;
const LARGEST_READ_BYTES = 1 << 20;

/** A click table that stays on disk: rows are read when they are asked for. Holds a file open until it is disposed of. */
export class DiskClickTable implements ClickTable {
  readonly fields: readonly ClickField[];
  readonly rows: number;
  readonly groups: Int32Array | null;
  readonly hash: string;
  /** What it was made from: sha256 over the log's and the encoding's hash. */
  readonly source: string;
  private readonly recordBytes: number;
  private isOpen = true;

  private constructor(
    readonly path: string,
    private readonly file: OpenClickFile,
  ) {
    const { header } = file;
    this.fields = header.fields;
    this.rows = header.rows;
    this.hash = header.hash;
    this.source = header.source;
    this.recordBytes = recordBytes(header);
    this.groups = header.hasGroups ? new Int32Array(header.rows) : null;
  }

  /** Opens a file and reads it through once to check it; only the groups stay in memory. */
  static open(path: string): DiskClickTable {
    const table = new DiskClickTable(path, openClickFile(path));
    let row = 0;
    try {
      verifyClickFile(path, table.file, (bytes) => {
        if (table.groups === null) return;
        const groups = new ClickRecords(table.file.header, bytes).groups();
        table.groups.set(groups, row);
        row += groups.length;
      });
    } catch (error) {
      table.dispose();
      throw error;
    }
    return table;
  }

  /** Reads rows in the order of the file, neighbours by one read, and gives them in the order asked for. */
  read(rows: Int32Array): ClickBatch {
    if (!this.isOpen) throw new Error(`DiskClickTable ${this.path}: read after it was disposed of`);
    for (const row of rows) checkRow(row, this.rows);
    const order = Int32Array.from(rows.keys()).sort((a, b) => rows[a] - rows[b]);
    const batch = ClickRecords.empty(this.file.header, 0).emptyBatch(rows.length);
    for (let from = 0; from < order.length; ) {
      const to = this.runEnd(rows, order, from);
      const first = rows[order[from]];
      const records = this.fetch(first, rows[order[to - 1]] - first + 1);
      for (let i = from; i < to; i++) records.copyTo(batch, order[i], rows[order[i]] - first);
      from = to;
    }
    return batch;
  }

  /** Behind the last position, in order, whose row is fetched together with that of the first. */
  private runEnd(rows: Int32Array, order: Int32Array, from: number): number {
    const first = rows[order[from]];
    let to = from + 1;
    while (to < order.length) {
      const [row, previous] = [rows[order[to]], rows[order[to - 1]]];
      if ((row - previous) * this.recordBytes > GAP_BYTES + this.recordBytes) break;
      if ((row - first + 1) * this.recordBytes > LARGEST_READ_BYTES) break;
      to++;
    }
    return to;
  }

  private fetch(first: number, count: number): ClickRecords {
    const bytes = new Uint8Array(count * this.recordBytes);
    const position = this.file.dataStart + first * this.recordBytes;
    if (readAt(this.file.handle, bytes, position) < bytes.length) {
      throw new InputError(
        `${this.path}: expected ${this.rows} rows, found the end of the file at row ${first}; was it changed while it was open?`,
      );
    }
    return new ClickRecords(this.file.header, bytes);
  }

  /** Closes the file; nothing can be read any more. */
  dispose(): void {
    if (this.isOpen) closeSync(this.file.handle);
    this.isOpen = false;
  }
}

/**
 * Opens a click table that `encodeClicksToFile` wrote. It is read through once and its checksum compared.
 * @throws InputError if it is missing, cut, damaged, or of another kind or version
 */
export function openClickTable({ path }: { readonly path: string }): DiskClickTable {
  return DiskClickTable.open(path);
}
