import type { ClickLog } from '../../data';

/** A click log in figures; plain JSON. */
export interface LogSummary {
  readonly name: string;
  readonly rows: number;
  readonly clicks: number;
  readonly clickRate: number;
  readonly rowsOfFile: readonly { readonly file: string; readonly rows: number }[];
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  /** Columns whose kind the first rows told. */
  readonly inferred: readonly string[];
  readonly user: string | null;
  readonly time: string | null;
  /** Ends of the time column, as it has them. */
  readonly span: readonly [number, number] | null;
  readonly report: ClickLog['report'];
  readonly hash: string;
}

function spanOf(times: Float64Array | null): [number, number] | null {
  if (times === null) return null;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return [first, last];
}

export function summarizeLog(log: ClickLog): LogSummary {
  const { name, rows, clicks, schema, report, hash } = log;
  return {
    ...{ name, rows, clicks, clickRate: clicks / rows },
    rowsOfFile: log.files.map(({ path }, i) => ({ file: path, rows: log.rowsOfFile[i] })),
    numeric: schema.numeric,
    categorical: schema.categorical.map((field) => field.name),
    inferred: log.inferred.map(({ column, kind }) => `${column} (${kind})`),
    ...{ user: schema.user, time: schema.time, span: spanOf(log.times), report, hash },
  };
}

/** The summary as titles and texts for a terminal. */
export function logLines(summary: LogSummary): [string, string][] {
  const { rows, clicks, clickRate, rowsOfFile, numeric, categorical, inferred, user, time, span } = summary;
  const names = (fields: readonly string[]) =>
    fields.length === 0 ? 'none' : `${fields.length}: ${fields.join(', ')}`;
  return [
    ['rows', `${rows}, ${clicks} clicks (${(100 * clickRate).toFixed(2)}%)`],
    ['files', rowsOfFile.map(({ file, rows: own }) => `${file}: ${own}`).join(', ')],
    ['numeric', names(numeric)],
    ['categories', names(categorical)],
    ['inferred', inferred.join(', ') || 'none'],
    ['user', user ?? 'no column says who'],
    ['time', span === null ? 'no column says when' : `${time}: ${span[0]} to ${span[1]}`],
    ['sha256', summary.hash],
  ];
}
