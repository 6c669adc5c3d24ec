import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A file that is written piece by piece and appears under its name when it is whole: until `commit` it is a temporary
 * file beside it.
 */
export class AtomicFile {
  private readonly temporary: string;
  private readonly handle: number;
  private size = 0;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.temporary = `${path}.${randomBytes(6).toString('hex')}.partial`;
    this.handle = openSync(this.temporary, 'w');
  }

  append(bytes: Uint8Array): void {
    this.writeAt(bytes, this.size);
    this.size += bytes.length;
  }

  /** Writes over bytes that stand already. */
  writeAt(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.handle, bytes, done, bytes.length - done, position + done);
  }

  /** Flushes it to disk and gives it its name; nothing can be written any more. */
  commit(): void {
    fsyncSync(this.handle);
    closeSync(this.handle);
    renameSync(this.temporary, this.path);
  }

  /** Removes what was written; for use in place of `commit`. */
  discard(): void {
    try {
      closeSync(this.handle);
    } catch {
      // A commit that failed to rename has closed it.
    }
    rmSync(this.temporary, { force: true });
  }
}
