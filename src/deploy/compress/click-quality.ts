import { type ClickLog, rowsAgain } from '../../data/click/click-log';
import type { ClickRows } from '../../data/click/click-rows';
import type { ClickRow, ClickStudent } from '../../student';
import type { Quality } from './student-quality';

/** Held-out rows of a click log, which are read from its files whenever a student is asked. */
export interface AskedClicks {
  readonly source: ClickLog;
  /** Numbers of the log's rows. */
  readonly rows: Int32Array;
}

/** The same log with whole cells in place of what fields take of them, as a student cuts its cells itself. */
function withWholeCells(source: ClickLog): ClickLog {
  const { schema } = source;
  const categorical = schema.categorical.map((column) => ({ ...column, characters: null }));
  return { ...source, schema: { ...schema, categorical } };
}

/** A row as whoever asks a service has it: by the names of its columns. */
function rowAt(block: ClickRows, at: number, { schema: { numeric, categorical } }: ClickLog): ClickRow {
  const number = (f: number) => {
    const x = block.numbers[at * numeric.length + f];
    return Number.isNaN(x) ? null : x;
  };
  return Object.fromEntries([
    ...numeric.map((column, f): [string, number | null] => [column, number(f)]),
    ...categorical.map(({ column }, f): [string, string] => [column, block.categories[f][at]]),
  ]);
}

/** Nearer to 0 a double does not tell a probability of 1 from its neighbours. */
const LEAST = 2 ** -53;

const lossOf = (probability: number, label: number) =>
  -Math.log(Math.max(LEAST, label === 1 ? probability : 1 - probability));

/** Means of values that come in with whose they are. */
class MeansByUser {
  private readonly sums = new Map<string | number, { sum: number; count: number }>();
  private sum = 0;
  private count = 0;

  add(user: string | number, value: number): void {
    const own = this.sums.get(user) ?? { sum: 0, count: 0 };
    this.sums.set(user, { sum: own.sum + value, count: own.count + 1 });
    this.sum += value;
    this.count++;
  }

  finished(): Quality {
    const byUser = Float64Array.from(this.sums.values(), ({ sum, count }) => sum / count);
    return { value: this.sum / this.count, byUser };
  }
}

/**
 * Log-loss of a click student, in nats a row: the mean of −ln p where there was a click and −ln(1 − p) where there was
 * none, asked row by row as a service asks it. By user where the log says whose a row is, else by row.
 * @throws InputError if a file was changed since the log was opened
 */
export async function clickLoss(student: ClickStudent, { source, rows }: AskedClicks): Promise<Quality> {
  const whole = withWholeCells(source);
  const isAsked = new Uint8Array(source.rows);
  for (const row of rows) isAsked[row] = 1;
  const means = new MeansByUser();
  let first = 0;
  for await (const block of rowsAgain(whole, 'encode', {})) {
    const start = first;
    const asked = [...new Array(block.count).keys()].filter((at) => isAsked[start + at] === 1);
    const probabilities = student.probabilities(asked.map((at) => rowAt(block, at, whole)));
    asked.forEach((at, i) => {
      means.add(block.users?.[at] ?? start + at, lossOf(probabilities[i], block.labels[at]));
    });
    first += block.count;
  }
  return means.finished();
}
