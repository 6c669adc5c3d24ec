import { checkOptions, InputError } from '../../errors';
import { sha256, sha256File } from '../../files/hash';
import { IssueLog } from '../load-report';
import type { LoadReport } from '../recommendation-data';
import { foundPath } from '../tables/read-bytes';
import { type BadLines, streamTable } from '../tables/stream-table';
import type { Table, TableFile } from '../tables/table';
import { type ClickColumns, type ClickSchema, resolveColumns } from './click-columns';
import { type InferredKind, inferKind } from './infer-kind';
import { readClicks } from './read-clicks';

/** Sent while a click log is read; `rows` counts up to the end of the pass. */
export interface ClickProgress {
  readonly pass: 'scan' | 'fit' | 'encode' | 'texts';
  readonly file: string;
  readonly rows: number;
}

/** Options of {@link openClickLog}. */
export interface ClickLogOptions {
  readonly name: string;
  /** One file, or several with the same columns, read one after the other. */
  readonly files: readonly TableFile[];
  readonly columns: ClickColumns;
  /** What becomes of a line with too few or too many fields, a label other than 0 and 1, or a word for a number. */
  readonly badLines: BadLines;
  readonly onProgress?: (progress: ClickProgress) => void;
  readonly signal?: AbortSignal;
}

/** A click log that has been looked through once; its rows stay in its files. */
export interface ClickLog {
  readonly name: string;
  readonly files: readonly TableFile[];
  readonly schema: ClickSchema;
  readonly badLines: BadLines;
  /** Good rows in all; they are numbered from 0 in the order of the files. */
  readonly rows: number;
  /** Good rows of each file. */
  readonly rowsOfFile: readonly number[];
  /** Rows with label 1. */
  readonly clicks: number;
  /** [rows] where a column says when; else null. */
  readonly times: Float64Array | null;
  readonly report: LoadReport;
  /** The columns whose kind was told by the first rows. */
  readonly inferred: readonly InferredKind[];
  /** sha256 over the files' bytes and how they are read. */
  readonly hash: string;
}

/** The first rows of a file; without rows where it has none. */
async function firstRows(source: TableFile, badLines: BadLines): Promise<Table> {
  let first: Table | null = null;
  for await (const table of streamTable({ source, badLines, log: new IssueLog(), columns: null })) {
    first = table;
    if (table.rows.length > 0) break;
  }
  if (first === null) throw new InputError(`${source.path}:1: expected records, found none`);
  return first;
}

/** Numbers without end, in an array that grows by doubling. */
class GrowingNumbers {
  private held = new Float64Array(1024);
  private count = 0;

  append(values: Float64Array): void {
    const needed = this.count + values.length;
    if (needed > this.held.length) {
      const grown = new Float64Array(Math.max(needed, this.held.length * 2));
      grown.set(this.held.subarray(0, this.count));
      this.held = grown;
    }
    this.held.set(values, this.count);
    this.count = needed;
  }

  finished(): Float64Array {
    return this.held.slice(0, this.count);
  }
}

interface Scan {
  readonly rowsOfFile: number[];
  readonly rows: number;
  readonly clicks: number;
  readonly times: Float64Array | null;
}

async function scan(options: ClickLogOptions, schema: ClickSchema, log: IssueLog): Promise<Scan> {
  const { files, badLines, onProgress, signal } = options;
  const rowsOfFile = files.map(() => 0);
  const times = schema.time === null ? null : new GrowingNumbers();
  let rows = 0;
  let clicks = 0;
  const onRows = (file: string, count: number) => {
    rows += count;
    onProgress?.({ pass: 'scan', file, rows });
  };
  for await (const block of readClicks({ files, schema, badLines, log, onRows, signal })) {
    rowsOfFile[block.file] += block.count;
    for (const label of block.labels) clicks += label;
    if (block.times !== null) times?.append(block.times);
  }
  return { rowsOfFile, rows, clicks, times: times?.finished() ?? null };
}

async function hashOf({ files, badLines }: ClickLogOptions, schema: ClickSchema): Promise<string> {
  const parts = [JSON.stringify({ schema, badLines })];
  for (const { path, ...settings } of files)
    parts.push(JSON.stringify(settings), await sha256File(foundPath(path)));
  return sha256(...parts);
}

/**
 * Looks through a click log once: which columns it has and what they are, how many rows and clicks, and what is amiss.
 * Memory is bounded by the blocks that are read, and 8 bytes a row where there is a time column, however large the
 * files are.
 * @throws InputError as `file:line` for settings that do not fit the files, at a bad line that is not to be left out, and
 *   if no rows are left
 */
export async function openClickLog(options: ClickLogOptions): Promise<ClickLog> {
  checkOptions('openClickLog', options, ['name', 'files', 'columns', 'badLines', 'onProgress', 'signal']);
  const { name, files, columns, badLines } = options;
  if (badLines !== 'refuse' && badLines !== 'leave-out')
    throw new InputError(
      `openClickLog: badLines must be "refuse" or "leave-out", found ${JSON.stringify(badLines)}`,
    );
  if (files.length === 0) throw new InputError('openClickLog: files must name one file or more, found none');
  const inferred: InferredKind[] = [];
  const first = await firstRows(files[0], badLines);
  const schema = resolveColumns(columns, first, (column) => {
    inferred.push(inferKind(first, column));
    return inferred[inferred.length - 1].kind;
  });
  const log = new IssueLog();
  const { rows, ...counts } = await scan(options, schema, log);
  if (rows === 0) throw new InputError(`${first.file}:1: expected rows with a label of 0 or 1, found none`);
  const hash = await hashOf(options, schema);
  return { name, files, schema, badLines, rows, ...counts, report: log.report(rows), inferred, hash };
}

/**
 * The rows of an opened log again, in the same blocks.
 * @throws InputError if a file has changed since
 */
export async function* rowsAgain(
  source: ClickLog,
  pass: Exclude<ClickProgress['pass'], 'scan'>,
  watch: Pick<ClickLogOptions, 'onProgress' | 'signal'>,
): ReturnType<typeof readClicks> {
  const { files, schema, badLines } = source;
  let rows = 0;
  const onRows = (file: string, count: number) => {
    rows += count;
    watch.onProgress?.({ pass, file, rows });
  };
  const log = new IssueLog();
  for await (const block of readClicks({ files, schema, badLines, log, onRows, signal: watch.signal })) {
    if (rows > source.rows) break;
    yield block;
  }
  if (rows !== source.rows) {
    throw new InputError(
      `${source.files[0].path}: expected the ${source.rows} rows that the log had when it was opened, found ${rows > source.rows ? 'more' : rows}; was a file changed? Open it again`,
    );
  }
}
