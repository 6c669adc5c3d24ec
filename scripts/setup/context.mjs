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

/** What the commands see: no prompt that nobody would see, and this Node for scripts where none is on PATH. */
function commandEnvironment(env) {
  const folders = [env.PATH ?? '', ...(findOnPath('node', env) ? [] : [dirname(process.execPath)])];
  return { ...env, PATH: folders.join(delimiter), PIP_NO_INPUT: '1' };
}

/** Where things are; `environment()` tells which Python environment serves, once that step has been done. */
export function makeContext({ root, env }) {
  const work = join(root, '.recdistill', 'setup');
  mkdirSync(work, { recursive: true });
  const environmentFile = join(root, '.recdistill', 'environment.json');
  return {
    root,
    work,
    cache: cacheFolder(env),
    env: commandEnvironment(env),
    environmentFile,
    environment: () => readJson(environmentFile),
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
