import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../errors';

/** What a trial gave; null stands for a number that was not finite. */
export type Metrics = Readonly<Record<string, number | null>>;

/** One finished trial, one line of the results file. */
export interface TrialResult<Trial extends object> {
  /** Hash of the settings and the sweep's context */
  readonly key: string;
  readonly trial: Trial;
  readonly metrics: Metrics;
  readonly durationMs: number;
}

function parseLine<Trial extends object>(path: string, line: string, number: number): TrialResult<Trial> {
  try {
    const row = JSON.parse(line);
    if (typeof row.key === 'string' && row.trial instanceof Object && row.metrics instanceof Object)
      return row;
  } catch {
    // Falls through to the error below, which says the same for both.
  }
  throw new InputError(
    `${path}:${number}: expected a trial's result in JSON, found ${JSON.stringify(line.slice(0, 60))}; mend or delete the line, and the trial runs again`,
  );
}

/** Opens for appending and reading, making the file and its folder where they are missing. */
function withFile<Result>(path: string, work: (file: number) => Result): Result {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a+');
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

/**
 * The finished trials that a file holds. A last line without its end was cut by a kill: it is taken off, so that its
 * trial runs again.
 * @throws InputError with file and line if any other line does not read
 */
export function readResults<Trial extends object>(path: string): TrialResult<Trial>[] {
  return withFile(path, (file) => {
    const bytes = readFileSync(file);
    const end = bytes.lastIndexOf('\n') + 1;
    if (end < bytes.length) {
      ftruncateSync(file, end);
      fsyncSync(file);
    }
    const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
    return lines.map((line, i) => parseLine<Trial>(path, line, i + 1));
  });
}

/** Adds one line and returns when it is on the disk. */
export function appendResult<Trial extends object>(path: string, result: TrialResult<Trial>): void {
  withFile(path, (file) => {
    const bytes = Buffer.from(`${JSON.stringify(result)}\n`, 'utf8');
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  });
}
