import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's cache of this project, as the XDG base directory specification places it. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'recdistill');
}
