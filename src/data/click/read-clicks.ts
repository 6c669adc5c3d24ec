import { InputError } from '../../errors';
import type { IssueLog } from '../load-report';
import { type BadLines, streamTable } from '../tables/stream-table';
import { placeOf, type Table, type TableFile } from '../tables/table';
import { type ClickSchema, columnsRead } from './click-columns';
import { type ClickRows, positionsOf, RowsOfBlock } from './click-rows';

/** What is needed to read a click log. */
export interface ClickReading {
  readonly files: readonly TableFile[];
  readonly schema: ClickSchema;
  readonly badLines: BadLines;
  readonly log: IssueLog;
  readonly onRows?: (file: string, rows: number) => void;
  readonly signal?: AbortSignal;
}

function rowsOf(table: Table, file: number, { schema, badLines, log }: ClickReading): ClickRows {
  const rows = new RowsOfBlock(table.rows.length, schema, positionsOf(table, schema));
  for (let r = 0; r < table.rows.length; r++) {
    const fault = rows.take(table.rows[r]);
    if (fault === null) continue;
    if (badLines === 'refuse') throw new InputError(`${placeOf(table, r)}: ${fault.what}`);
    log.count(fault.kind, placeOf(table, r), `${fault.what}; left out`);
  }
  log.addRead(table.rows.length);
  return rows.finished(file);
}

/**
 * Reads the rows of a click log, file after file, in blocks that fit memory.
 * @throws InputError as `file:line` at the first bad line, unless bad lines are left out
 */
export async function* readClicks(reading: ClickReading): AsyncGenerator<ClickRows> {
  const { files, schema, badLines, log, onRows, signal } = reading;
  const columns = columnsRead(schema);
  for (const [file, source] of files.entries()) {
    for await (const table of streamTable({ source, badLines, log, columns })) {
      signal?.throwIfAborted();
      const rows = rowsOf(table, file, reading);
      onRows?.(table.file, rows.count);
      yield rows;
    }
  }
}
