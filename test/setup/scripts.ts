import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module of scripts/, which are plain JavaScript without types; the caller says what it takes from it. */
export function loadScript<Module>(path: string): Promise<Module> {
  return import(pathToFileURL(join(resolve(__dirname, '..', '..', 'scripts'), path)).href);
}
