import { InputError } from '../../errors';
import type { IssueLog } from '../load-report';
import { decodeText } from './decode-text';
import { parseDelimited } from './parse-delimited';
import { shortName } from './read-bytes';
import { checkedDelimiters, endingOf, readTable, takeHeader, wrongWidth } from './read-table';
import { streamJsonLines } from './stream-json-lines';
import { streamLines } from './stream-lines';
import { streamParquet } from './stream-parquet';
import type { Table, TableFile } from './table';

/** What becomes of a record that is malformed: the reading ends with an error, or it is counted and left out. */
export type BadLines = 'refuse' | 'leave-out';

/** Options of {@link streamTable}. */
export interface StreamTableOptions {
  readonly source: TableFile;
  readonly badLines: BadLines;
  readonly log: IssueLog;
  /** Of Parquet, only these columns are read; null for all. */
  readonly columns: readonly string[] | null;
}

async function* streamDelimited({ source, badLines, log }: StreamTableOptions): AsyncGenerator<Table> {
  const file = shortName(source.path);
  const { separator, quoted } = checkedDelimiters(source);
  let columns: readonly string[] | null = null;
  for await (const { bytes, firstLine } of streamLines(source.path, quoted)) {
    const text = decodeText(bytes, file, source.encoding, log, firstLine);
    const records = parseDelimited(text, { file, separator, quoted, log, firstLine });
    if (records.rows.length === 0) continue;
    columns ??= takeHeader(source, records);
    const block = { file, columns, rows: [] as string[][], lines: [] as number[] };
    for (const [i, row] of records.rows.entries()) {
      if (row.length === columns.length) {
        block.rows.push(row);
        block.lines.push(records.lines[i]);
        continue;
      }
      const [place, fault] = [`${file}:${records.lines[i]}`, wrongWidth(row, columns, separator)];
      if (badLines === 'refuse') throw new InputError(`${place}: ${fault}`);
      log.addRead(1);
      log.count('malformed', place, `${fault}; left out`);
    }
    yield block;
  }
  if (columns === null)
    yield { file, columns: takeHeader(source, { rows: [], lines: [] }), rows: [], lines: [] };
}

/**
 * Reads a table block by block, so that a file larger than memory can be read: delimited text and JSON lines in pieces
 * of a quarter MiB, Parquet by its row groups, all also where a record's text spans pieces. Put together, the blocks are
 * what `readTable` gives. JSON documents (`.json`), gzipped Parquet and sequences are read whole.
 *
 * Of JSON lines, a block has the columns that were met so far, in the order of meeting.
 * @throws InputError at the first malformed record, with file and line, unless they are left out
 */
export async function* streamTable(options: StreamTableOptions): AsyncGenerator<Table> {
  const { source, log } = options;
  const ending = endingOf(source.path);
  if (source.layout === 'sequences' || ending === '.json' || /\.parquet\.gz$/i.test(source.path))
    yield await readTable(source, log);
  else if (ending === '.parquet') yield* streamParquet(source.path, options.columns);
  else if (ending === '.jsonl' || ending === '.ndjson') yield* streamJsonLines(options);
  else yield* streamDelimited(options);
}
