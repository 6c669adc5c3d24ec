import { InputError } from '../../errors';
import { cellText } from './cell-text';
import { decodeText } from './decode-text';
import { shortName } from './read-bytes';
import { isRecord } from './read-json';
import { streamLines } from './stream-lines';
import type { StreamTableOptions } from './stream-table';
import type { Table } from './table';

/** The record of a line, or what is wrong with it. */
function parseLine(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
    return `expected an object of named values, found ${text.slice(0, 80)}`;
  } catch (error) {
    return `expected JSON, found a fault in it (${(error as Error).message})`;
  }
}

/** Cells of a record, in the order of the columns, which grow by those that it has first. */
function cellsOf(record: Record<string, unknown>, columns: string[], place: string): string[] {
  for (const name of Object.keys(record)) if (!columns.includes(name)) columns.push(name);
  return columns.map((column) => (Object.hasOwn(record, column) ? cellText(record[column], place) : ''));
}

/** Reads a record a line, in blocks; see `streamTable`. */
export async function* streamJsonLines({ source, badLines, log }: StreamTableOptions): AsyncGenerator<Table> {
  const file = shortName(source.path);
  const columns: string[] = [];
  for await (const { bytes, firstLine } of streamLines(source.path, false)) {
    const rows: string[][] = [];
    const lines: number[] = [];
    const texts = decodeText(bytes, file, source.encoding, log, firstLine).split('\n');
    if (texts.at(-1) === '') texts.pop();
    for (const [i, text] of texts.entries()) {
      const place = `${file}:${firstLine + i}`;
      if (text.trim() === '') {
        log.count('blank-line', place, 'expected a record, found a blank line; left out');
        continue;
      }
      const record = parseLine(text);
      if (typeof record !== 'string') {
        rows.push(cellsOf(record, columns, place));
        lines.push(firstLine + i);
      } else if (badLines === 'refuse') throw new InputError(`${place}: ${record}`);
      else {
        log.addRead(1);
        log.count('malformed', place, `${record}; left out`);
      }
    }
    for (const row of rows) while (row.length < columns.length) row.push('');
    yield { file, columns: [...columns], rows, lines };
  }
  if (columns.length === 0) throw new InputError(`${file}:1: expected records, found none`);
}
