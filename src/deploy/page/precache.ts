import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { writeFileAtomic } from '../../files/atomic-write';

const workerFile = 'service-worker.js';

/** Paths of all files under a folder, from there, with slashes, sorted. */
export function pageFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * Tells the service worker what to keep for offline use, each file with its hash, so that nothing damaged is kept. Any
 * change of the page changes the worker, by which a browser notices it.
 */
export function writePrecache(folder: string): void {
  const files = pageFiles(folder)
    .filter((name) => name !== workerFile)
    .map((name) => ({
      url: name === 'index.html' ? './' : `./${name}`,
      integrity: `sha256-${createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('base64')}`,
    }));
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  const code = readFileSync(join(folder, workerFile), 'utf8');
  const head = `self.PRECACHE = ${JSON.stringify({ version, files })};\n`;
  writeFileAtomic(join(folder, workerFile), `${head}${code}`);
}
