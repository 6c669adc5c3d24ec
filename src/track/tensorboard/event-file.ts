import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { InputError } from '../../errors';

/** Where a run's event files lie. @throws InputError for a run whose folder would lie elsewhere */
export function runFolder(folder: string, run: string): string {
  if (run === '' || run.split(/[\\/]/).includes('..') || isAbsolute(run)) {
    throw new InputError(
      `tensorBoardTracker: run is "${run}"; expected a name for a folder below ${folder}, e.g. "student/seed-1"`,
    );
  }
  return join(folder, run);
}

/** An event file whose length its writer knows: what lies behind it was not meant to stay. */
export class EventFile {
  private readonly file: number;

  constructor(
    folder: string,
    name: string,
    private length: number,
  ) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, name);
    // made where missing, never emptied
    closeSync(openSync(path, 'a'));
    this.file = openSync(path, 'r+');
    this.length = Math.min(length, fstatSync(this.file).size);
    this.cutTo(this.length);
  }

  get bytes(): number {
    return this.length;
  }

  cutTo(length: number): void {
    if (fstatSync(this.file).size > length) ftruncateSync(this.file, length);
    this.length = length;
  }

  append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.file, bytes, done, bytes.length - done, this.length + done);
    this.length += bytes.length;
  }

  close(): void {
    closeSync(this.file);
  }
}
