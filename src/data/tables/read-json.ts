import { InputError } from '../../errors';
import type { IssueLog } from '../load-report';
import { cellText } from './cell-text';
import { decodeText } from './decode-text';
import { readBytes, shortName } from './read-bytes';
import type { Table, TableFile } from './table';

/** A record and the line, or the number of the record, at which it stands. */
interface Placed<Value = unknown> {
  readonly record: Value;
  readonly line: number;
}

function parseOrRefuse(text: string, file: string, firstLine: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
    const line = firstLine + text.slice(0, position).split('\n').length - 1;
    throw new InputError(`${file}:${line}: expected JSON, found a fault in it (${message})`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lines that are a record each, told by the first one. */
function isLines(text: string): boolean {
  const [first = '', ...others] = text.split('\n', 3).filter((line) => line.trim() !== '');
  if (others.length === 0 || !first.startsWith('{')) return false;
  try {
    return isRecord(JSON.parse(first));
  } catch {
    return false;
  }
}

function recordsOfLines(text: string, file: string, log: IssueLog): Placed[] {
  return text.split('\n').flatMap((lineText, i, all) => {
    if (lineText.trim() !== '') return [{ record: parseOrRefuse(lineText, file, i + 1), line: i + 1 }];
    if (i < all.length - 1)
      log.count('blank-line', `${file}:${i + 1}`, 'expected a record, found a blank line; left out');
    return [];
  });
}

/** Records of one document: a list of them, or an object of them, whose names are then their ids. */
function recordsOfDocument(document: unknown, file: string): Placed[] {
  if (Array.isArray(document)) return document.map((record, i) => ({ record, line: i + 1 }));
  if (isRecord(document)) {
    return Object.entries(document).map(([id, record], i) => ({
      record: isRecord(record) ? { ...record, id } : record,
      line: i + 1,
    }));
  }
  throw new InputError(`${file}:1: expected a list or an object of records, found ${typeof document}`);
}

function checkRecords(placed: readonly Placed[], file: string): Placed<Record<string, unknown>>[] {
  return placed.map(({ record, line }) => {
    if (isRecord(record)) return { record, line };
    throw new InputError(
      `${file}:${line}: expected an object of named values, found ${JSON.stringify(record).slice(0, 80)}`,
    );
  });
}

/**
 * Records of JSON: a line a record; a list of records; or an object of records, whose names become their `id`.
 * @throws InputError as `file:line`; within one document a record is counted and stands for its line
 */
export function readJsonRecords(source: TableFile, log: IssueLog): Placed<Record<string, unknown>>[] {
  const file = shortName(source.path);
  const text = decodeText(readBytes(source.path), file, source.encoding, log);
  const byLine = /\.(jsonl|ndjson)(\.gz)?$/i.test(source.path) || isLines(text);
  return checkRecords(
    byLine ? recordsOfLines(text, file, log) : recordsOfDocument(parseOrRefuse(text, file, 1), file),
    file,
  );
}

/**
 * Reads records of JSON into a table: a line a record; a list of records; or an object of records, whose names become
 * the column `id`. A value that a record lacks is empty.
 * @throws InputError as `file:line`; within one document a record is counted and stands for its line
 */
export function readJson(source: TableFile, log: IssueLog): Table {
  const file = shortName(source.path);
  const placed = readJsonRecords(source, log);
  const lines = placed.map(({ line }) => line);
  const columns = [...new Set(placed.flatMap(({ record }) => Object.keys(record)))];
  if (columns.length === 0) throw new InputError(`${file}:1: expected records, found none`);
  const rows = placed.map(({ record, line }) =>
    columns.map((column) =>
      Object.hasOwn(record, column) ? cellText(record[column], `${file}:${line}`) : '',
    ),
  );
  return { file, columns, rows, lines };
}
