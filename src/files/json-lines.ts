import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../errors';

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
 * The records of a file of JSON lines. A last line without its end was cut by a kill: it is taken off, so that what it
 * stood for is done again.
 * @param options.what a record, in words, e.g. `a trial's result`
 * @param options.loss what deleting a line means, e.g. `the trial runs again`
 * @throws InputError with file and line if any other line does not read
 */
export function readJsonLines<Line>(options: {
  readonly path: string;
  readonly isLine: (found: Readonly<Record<string, unknown>>) => boolean;
  readonly what: string;
  readonly loss: string;
}): Line[] {
  const { path, isLine, what, loss } = options;
  const parse = (line: string, number: number): Line => {
    try {
      const found = JSON.parse(line);
      if (isLine(found)) return found;
    } catch {
      // Falls through to the error below, which says the same for both.
    }
    throw new InputError(
      `${path}:${number}: expected ${what} in JSON, found ${JSON.stringify(line.slice(0, 60))}; mend or delete the line, and ${loss}`,
    );
  };
  return withFile(path, (file) => {
    const bytes = readFileSync(file);
    const end = bytes.lastIndexOf('\n') + 1;
    if (end < bytes.length) {
      ftruncateSync(file, end);
      fsyncSync(file);
    }
    const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
    return lines.map((line, i) => parse(line, i + 1));
  });
}

/** Adds one line and returns when it is on the disk. */
export function appendJsonLine(path: string, line: object): void {
  withFile(path, (file) => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`, 'utf8');
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  });
}
