import { CsvError, parse } from 'csv-parse/sync';
import { InputError } from '../../errors';
import type { IssueLog } from '../load-report';

/** Records of a delimited text, each with the line at which it begins. */
export interface Records {
  readonly rows: string[][];
  readonly lines: number[];
}

/** Options of {@link parseDelimited}. */
export interface DelimitedOptions {
  readonly file: string;
  readonly separator: string;
  readonly quoted: boolean;
  readonly log: IssueLog;
  /** Number of the line that the text begins with, for pieces of a file; 1 when left out. */
  readonly firstLine?: number;
}

/**
 * Splits a delimited text (CSV, TSV and their kin) into records. Blank lines are counted and left out.
 * @throws InputError with file and line where quotes do not match
 */
export function parseDelimited(text: string, options: DelimitedOptions): Records {
  // Without a quote in the text, a line is a record and nothing needs the slower parser.
  return options.quoted && text.includes('"') ? parseQuoted(text, options) : splitLines(text, options);
}

function splitLines(text: string, { file, separator, log, firstLine = 1 }: DelimitedOptions): Records {
  const records: Records = { rows: [], lines: [] };
  let line = firstLine;
  for (let start = 0; start < text.length; line++) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed + 1;
    let end = feed < 0 ? text.length : feed;
    if (end > start && text.charCodeAt(end - 1) === 0x0d) end--;
    if (end === start)
      log.count('blank-line', `${file}:${line}`, 'expected a record, found a blank line; left out');
    else {
      records.rows.push(text.slice(start, end).split(separator));
      records.lines.push(line);
    }
    start = next;
  }
  return records;
}

function lineBreaksIn(row: readonly string[]): number {
  let count = 0;
  for (const field of row) if (field.includes('\n')) count += field.split('\n').length - 1;
  return count;
}

function parseQuoted(text: string, { file, separator, log, firstLine = 1 }: DelimitedOptions): Records {
  const records: Records = { rows: [], lines: [] };
  const onRecord = (row: string[], context: { lines: number }): null => {
    const line = firstLine - 1 + context.lines - lineBreaksIn(row);
    if (row.length === 1 && row[0] === '') {
      log.count('blank-line', `${file}:${line}`, 'expected a record, found a blank line; left out');
    } else {
      records.rows.push(row);
      records.lines.push(line);
    }
    return null;
  };
  try {
    parse(text, {
      delimiter: separator,
      record_delimiter: ['\n', '\r\n'],
      relax_column_count: true,
      on_record: onRecord,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = firstLine - 1 + (typeof error.lines === 'number' ? error.lines : 1);
    throw new InputError(
      `${file}:${line}: expected a field in matching double quotes, found ${error.message}`,
    );
  }
  return records;
}
