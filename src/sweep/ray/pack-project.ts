import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { InputError } from '../../errors';

/** The project as nodes get it: Ray unpacks it once a node, and every job of this code runs in that folder. */
export interface PackedProject {
  /** Ends in the hash of what is in it, so that the same code is sent once and other code never mistaken for it. */
  readonly name: string;
  readonly content: Uint8Array;
  readonly files: number;
}

/** This library's own folder, built. */
export const ownProject = (): string => resolve(__dirname, '..', '..', '..');

/** What a job reads of the project besides its packages, and what a node needs to install those. */
const parts = ['package.json', 'package-lock.json', 'bin', 'dist', 'data', 'scripts'];
/** Beyond this, Ray's head refuses a package. */
const mostBytes = 100 * 2 ** 20;
/** The earliest that a zip archive can say: the same files give the same bytes, whenever they were made. */
const madeThen = new Date(1980, 0, 1);

const isLeftOut = (path: string): boolean =>
  path.endsWith('.d.ts') || path === 'dist/bench' || /(^|\/)(node_modules|__pycache__)$/.test(path);

function filesUnder(root: string, path: string): string[] {
  if (isLeftOut(path)) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesUnder(root, `${path}/${name}`));
}

/**
 * Packs a built project into one archive, the same bytes for the same files.
 * @param root the folder with package.json and dist
 * @throws InputError where it is not built, or larger than Ray takes
 */
export function packProject(root: string): PackedProject {
  if (!existsSync(join(root, 'dist')))
    throw new InputError(
      `ray: ${root} has no folder dist to send; build it first with "node scripts/setup.mjs"`,
    );
  const paths = parts
    .filter((part) => existsSync(join(root, part)))
    .flatMap((part) => filesUnder(root, part));
  const entries: Zippable = {};
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
    entries[path] = [bytes, { mtime: madeThen }];
  }
  const content = zipSync(entries, { level: 6 });
  if (content.length > mostBytes)
    throw new InputError(
      `ray: the packed project takes ${content.length} bytes and Ray takes ${mostBytes}; what lies in ${root}/dist that does not belong there?`,
    );
  return { name: `_ray_pkg_${hash.digest('hex').slice(0, 32)}.zip`, content, files: paths.length };
}
