import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { sha256 } from '../files/hash';
import { libraryVersion } from '../version';

/** Folders under src/ on which no figure of a job depends. */
const silent = ['cli', 'deploy', 'notebook', 'plot', 'student', 'track'];

function codeFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|ts)$/.test(name) && !name.endsWith('.d.ts'))
    .filter((name) => !silent.includes(name.split(sep)[0]))
    .filter((name) => !name.startsWith(`sweep${sep}`) || name.startsWith(join('sweep', 'jobs')))
    .sort();
}

/**
 * The version of the code that computes, e.g. `0.1.0-3f2a91c04b7d`: results of another one are not taken for this one's.
 * Commands, plots, pages, notebooks, trackers and what hands jobs out are left out, as they change no figure.
 */
export function codeVersion(): string {
  known ??= readVersion();
  return known;
}

/** The files are read once a process. */
let known: string | null = null;

/** In a bundle all code stands in one file, and whatever lies beside that file is not the library's. */
function isBundled(): boolean {
  return !/^code-version\.(js|ts)$/.test(basename(__filename));
}

function readVersion(): string {
  const folder = resolve(__dirname, '..');
  const texts = isBundled()
    ? [existsSync(__filename) ? readFileSync(__filename, 'utf8') : '']
    : codeFiles(folder).flatMap((name) => [
        name.split(sep).join('/'),
        readFileSync(join(folder, name), 'utf8'),
      ]);
  return `${libraryVersion}-${sha256(...texts).slice(0, 12)}`;
}
