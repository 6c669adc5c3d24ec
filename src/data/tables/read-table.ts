import { InputError } from '../../errors';
import type { IssueLog } from '../load-report';
import { decodeText } from './decode-text';
import { parseDelimited } from './parse-delimited';
import { readBytes, shortName } from './read-bytes';
import { readParquet } from './read-parquet';
import type { Table, TableFile } from './table';

/** The ending that tells the format, `.gz` aside. */
function endingOf(path: string): string {
  const plain = path.replace(/\.gz$/i, '').toLowerCase();
  return /\.[a-z0-9]+$/.exec(plain)?.[0] ?? '';
}

function nameOfSeparator(separator: string): string {
  if (separator === '\t') return 'tab';
  return separator === ',' ? 'comma' : `"${separator}"`;
}

/** A record as it stood in the file, short enough for a message. */
function asFound(row: readonly string[], separator: string): string {
  const line = row.join(separator);
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}...` : line);
}

function checkHeader(columns: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const column of columns) {
    if (column === '' || seen.has(column)) {
      throw new InputError(
        `${file}:1: expected a header line with one name a column, found ${JSON.stringify(columns)}; for a file without a header line name its columns in the option header`,
      );
    }
    seen.add(column);
  }
}

function readDelimited(source: TableFile, log: IssueLog): Table {
  const file = shortName(source.path);
  const isCsv = endingOf(source.path) === '.csv';
  const separator = source.separator ?? (isCsv ? ',' : '\t');
  if (separator === '')
    throw new InputError(`${file}: separator must have one character or more, found none`);
  const text = decodeText(readBytes(source.path), file, source.encoding, log);
  const { rows, lines } = parseDelimited(text, { file, separator, quoted: source.quoted ?? isCsv, log });
  // A file that should have no header line may have got one after all: then its first record is that line.
  const startsWithHeader = source.header === undefined || source.header.join('\n') === rows[0]?.join('\n');
  const columns = source.header ?? rows[0]?.map((name) => name.trim()) ?? [];
  if (columns.length === 0)
    throw new InputError(`${file}:1: expected a header line and records, found an empty file`);
  checkHeader(columns, file);
  if (startsWithHeader) {
    rows.shift();
    lines.shift();
  }
  rows.forEach((row, i) => {
    if (row.length === columns.length) return;
    throw new InputError(
      `${file}:${lines[i]}: expected ${columns.length} ${nameOfSeparator(separator)}-separated fields (${columns.join(', ')}), found ${row.length} (${asFound(row, separator)})`,
    );
  });
  return { file, columns, rows, lines };
}

/**
 * Reads a table, whatever its format: delimited text by its settings, or Parquet.
 * @throws InputError at the first malformed record, with file and line
 */
export async function readTable(source: TableFile, log: IssueLog): Promise<Table> {
  return endingOf(source.path) === '.parquet' ? readParquet(source.path) : readDelimited(source, log);
}

/**
 * Position of a column.
 * @throws InputError listing the columns that are there
 */
export function columnIndex(table: Table, column: string): number {
  const index = table.columns.indexOf(column);
  if (index >= 0) return index;
  throw new InputError(
    `${table.file}:1: expected a column "${column}", found ${table.columns.map((name) => `"${name}"`).join(', ')}; name the right one in the columns' settings`,
  );
}
