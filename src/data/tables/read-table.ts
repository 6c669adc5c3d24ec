import { InputError } from '../../errors';
import type { IssueLog } from '../load-report';
import { decodeText } from './decode-text';
import { parseDelimited, type Records } from './parse-delimited';
import { readBytes, shortName } from './read-bytes';
import { readJson } from './read-json';
import { readParquet } from './read-parquet';
import { readSequences } from './read-sequences';
import type { Table, TableFile } from './table';

const JSON_ENDINGS = ['.json', '.jsonl', '.ndjson'];

/** The ending that tells the format, `.gz` aside. */
export function endingOf(path: string): string {
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

/** Whether a file is delimited text. */
export function isDelimited({ path }: TableFile): boolean {
  return ![...JSON_ENDINGS, '.parquet'].includes(endingOf(path));
}

/** What stands between and around the fields of delimited text: what is given, else what the file's ending says. */
export function delimitersOf({ path, separator, quoted }: TableFile): { separator: string; quoted: boolean } {
  const isCsv = endingOf(path) === '.csv';
  return { separator: separator ?? (isCsv ? ',' : '\t'), quoted: quoted ?? isCsv };
}

/**
 * What stands between and around the fields.
 * @throws InputError for an empty separator
 */
export function checkedDelimiters(source: TableFile): { separator: string; quoted: boolean } {
  const delimiters = delimitersOf(source);
  if (delimiters.separator !== '') return delimiters;
  throw new InputError(`${shortName(source.path)}: separator must have one character or more, found none`);
}

/**
 * The columns' names: those given, or those of the first record, which is then taken off the records.
 * @throws InputError if there are none, or two of one name
 */
export function takeHeader(source: TableFile, { rows, lines }: Records): readonly string[] {
  const file = shortName(source.path);
  const first = rows[0] ?? [];
  const given = source.header === 'none' ? first.map((_, i) => String(i + 1)) : source.header;
  const columns = given ?? first.map((name) => name.trim());
  if (columns.length === 0)
    throw new InputError(`${file}:1: expected a header line and records, found an empty file`);
  checkHeader(columns, file);
  // A file that should have no header line may have got one after all: then its first record is that line.
  const isNamed = source.header !== 'none' && (given === undefined || given.join('\n') === first.join('\n'));
  if (isNamed) {
    rows.shift();
    lines.shift();
  }
  return columns;
}

/** What is wrong with a record of too few or too many fields. */
export function wrongWidth(row: readonly string[], columns: readonly string[], separator: string): string {
  return `expected ${columns.length} ${nameOfSeparator(separator)}-separated fields (${columns.join(', ')}), found ${row.length} (${asFound(row, separator)})`;
}

function readDelimited(source: TableFile, log: IssueLog): Table {
  const file = shortName(source.path);
  const { separator, quoted } = checkedDelimiters(source);
  const text = decodeText(readBytes(source.path), file, source.encoding, log);
  const records = parseDelimited(text, { file, separator, quoted, log });
  const columns = takeHeader(source, records);
  const { rows, lines } = records;
  rows.forEach((row, i) => {
    if (row.length === columns.length) return;
    throw new InputError(`${file}:${lines[i]}: ${wrongWidth(row, columns, separator)}`);
  });
  return { file, columns, rows, lines };
}

/**
 * Reads a table, whatever its format: delimited text by its settings, JSON, Parquet, or one sequence a line.
 * @throws InputError at the first malformed record, with file and line
 */
export async function readTable(source: TableFile, log: IssueLog): Promise<Table> {
  const ending = endingOf(source.path);
  if (source.layout === 'sequences') return readSequences(source, log);
  if (ending === '.parquet') return readParquet(source.path);
  return JSON_ENDINGS.includes(ending) ? readJson(source, log) : readDelimited(source, log);
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
