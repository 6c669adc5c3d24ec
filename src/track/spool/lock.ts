import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { reasonOf } from '../redact';

/** A lock whose holder has not touched it for so long is nobody's: its process died, or its machine did. */
const staleMs = 20_000;

const content = () =>
  JSON.stringify({ pid: process.pid, host: hostname(), at: `${Date.now()}-${Math.random()}` });

/** Whether no process of this machine has this number. */
export function isProcessGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function isStale(path: string, found: string): boolean {
  try {
    const { pid, host } = JSON.parse(found);
    if (host === hostname() && isProcessGone(pid)) return true;
  } catch {
    // a lock that does not read is judged by its age
  }
  return Date.now() - statSync(path).mtimeMs > staleMs;
}

/**
 * The right to send a spool, of which there is one: two senders would send everything twice. It is a file that its
 * holder touches now and then.
 */
export class SpoolLock {
  private constructor(
    private readonly path: string,
    private readonly own: string,
  ) {}

  /** The lock, or null where somebody else holds it. */
  static take(folder: string): SpoolLock | null {
    const path = join(folder, 'sender.lock');
    const own = content();
    if (SpoolLock.place(path, own)) return new SpoolLock(path, own);
    if (!SpoolLock.removeStale(path)) return null;
    return SpoolLock.place(path, own) ? new SpoolLock(path, own) : null;
  }

  /** Says that the holder lives; false where the lock was taken away meanwhile. */
  touch(): boolean {
    try {
      if (readFileSync(this.path, 'utf8') !== this.own) return false;
      const now = new Date();
      utimesSync(this.path, now, now);
      return true;
    } catch {
      return false;
    }
  }

  release(): void {
    if (this.touch()) rmSync(this.path, { force: true });
  }

  /** Appears with its content, as a link of a file that is whole already. */
  private static place(path: string, own: string): boolean {
    const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
    try {
      writeFileSync(draft, own);
      linkSync(draft, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw new InputError(
        `${path}: expected a folder in which a file can be made, found: ${reasonOf(error)}`,
      );
    } finally {
      rmSync(draft, { force: true });
    }
  }

  private static removeStale(path: string): boolean {
    const aside = `${path}.stale-${process.pid}-${Math.random().toString(36).slice(2)}`;
    try {
      const found = readFileSync(path, 'utf8');
      if (!isStale(path, found)) return false;
      renameSync(path, aside);
      const isTheSame = readFileSync(aside, 'utf8') === found;
      // somebody else was faster and has a new lock, which is put back
      if (!isTheSame) linkSync(aside, path);
      rmSync(aside, { force: true });
      return isTheSame;
    } catch {
      // gone meanwhile: its holder let go of it, or somebody else took the stale one away
      return true;
    }
  }
}
