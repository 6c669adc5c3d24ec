import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** File systems without hard links say one of these. */
const noLinks = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'];

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** Gives a finished file its name unless one has it. */
export function nameOnce(from: string, to: string): boolean {
  try {
    // a link appears whole or not at all, and fails where a file is
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!noLinks.includes(codeOf(error))) throw error;
    // there two writers within the same instant could both believe to be first; both wrote the same job's result
    if (existsSync(to)) return false;
    renameSync(from, to);
    return true;
  }
}

/** Writes a file beside the one of this name, gives it to `place`, and leaves nothing behind. */
function withNew<Value>(
  { path, text, isFlushed }: { path: string; text: string; isFlushed: boolean },
  place: (temporary: string) => Value,
): Value {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.partial`;
  try {
    const file = openSync(temporary, 'wx');
    try {
      writeFileSync(file, text);
      if (isFlushed) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return place(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Writes a file that is not there yet, whole or not at all: flushed to disk under another name, then given its own.
 * @returns false, and nothing is changed, where a file of this name is
 * @throws the system's error, with nothing left behind, e.g. where the disk is full
 */
export function writeOnce(path: string, text: string): boolean {
  return withNew({ path, text, isFlushed: true }, (temporary) => nameOnce(temporary, path));
}

/** As `writeOnce`, but not flushed: whole for every reader, but perhaps not there after a loss of power. */
export function writeOnceFast(path: string, text: string): boolean {
  return withNew({ path, text, isFlushed: false }, (temporary) => nameOnce(temporary, path));
}

/** In place of what is there, not flushed either. */
export function replaceFast(path: string, text: string): void {
  withNew({ path, text, isFlushed: false }, (temporary) => renameSync(temporary, path));
}
