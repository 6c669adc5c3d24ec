import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from './atomic-json.mjs';

/** The user's cache: shared by all clones, never asked for by name in the steps. */
function cacheFolder(env) {
  const base = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(resolve(base), 'recdistill');
}

/**
 * Where things are. `work` holds what set-up keeps for itself; `python()` is the environment's interpreter, known
 * once the Python step has been done.
 */
export function makeContext({ root, env }) {
  const work = join(root, '.recdistill', 'setup');
  mkdirSync(work, { recursive: true });
  return {
    root,
    work,
    cache: cacheFolder(env),
    // this Node last, for scripts that look for one where none is on PATH; no prompt that nobody would see
    env: { ...env, PATH: `${env.PATH ?? ''}${delimiter}${dirname(process.execPath)}`, PIP_NO_INPUT: '1' },
    environmentFile: join(root, '.recdistill', 'environment.json'),
    environment() {
      return readJson(this.environmentFile);
    },
  };
}

export function projectRoot() {
  return resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
}

/** The first folder of PATH's that holds the command; undefined where none does. */
export function findOnPath(name, env) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (env.PATH ?? '').split(delimiter))
    for (const ending of endings) {
      const path = join(folder || '.', name + ending);
      if (existsSync(path)) return path;
    }
  return undefined;
}
