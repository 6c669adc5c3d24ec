import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that is gone when the file's tests have ended. */
export function suiteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-serve-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
