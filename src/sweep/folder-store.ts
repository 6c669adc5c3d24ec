import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic-write';
import type { SweepStore } from './store';
import { nameOnce, replaceFast, writeOnce, writeOnceFast } from './write-once';

/** What is not there is null; every other error is thrown. */
function orNull<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Moves the file away, looks whether it is the known one, and puts another in its place or the old one back. */
function swapFile(path: string, known: string, next: string | null): boolean {
  const aside = `${path}.${randomBytes(6).toString('hex')}.aside`;
  if (orNull(() => readFileSync(path, 'utf8')) !== known) return false;
  // of several that try at once the move succeeds for one
  if (orNull(() => renameSync(path, aside) ?? true) === null) return false;
  try {
    if (readFileSync(aside, 'utf8') !== known) {
      nameOnce(aside, path);
      return false;
    }
    return next === null ? true : writeOnceFast(path, next);
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Claims, attempts and conductors are of no worth after a loss of power, which ends all processes; flushing them to disk
 * would cost more than all else that a conductor does.
 */
const isKept = (name: string): boolean => !/^(claims|conductors|attempts|jobs)\//.test(name);

/** A sweep in a folder, of this machine or shared by several. */
export function folderStore(folder: string): SweepStore {
  const pathOf = (name: string) => join(folder, ...name.split('/'));
  return {
    place: folder,
    locate: pathOf,
    read: async (name) => orNull(() => readFileSync(pathOf(name), 'utf8')),
    list: async (name) => orNull(() => readdirSync(pathOf(name))) ?? [],
    create: async (name, text) => (isKept(name) ? writeOnce : writeOnceFast)(pathOf(name), text),
    replace: async (name, text) => (isKept(name) ? writeFileAtomic : replaceFast)(pathOf(name), text),
    swap: async (name, known, next) => swapFile(pathOf(name), known, next),
  };
}
