import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors';
import { writeFileAtomic } from '../files/atomic-write';
import { checkDescription } from './description/check-description';
import type { SweepDescription } from './description/sweep-description';

/**
 * Reads a description from a file.
 * @throws InputError where it is no JSON, or not what a description must be
 */
export function readDescription(path: string): SweepDescription {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(`${path}: expected a sweep's description in JSON; ${(error as Error).message}`);
  }
  return checkDescription(found, path);
}

/**
 * Makes a sweep's folder, or opens one for more of the same sweep: a description that was changed since does what is
 * missing by it, and what is there already counts where its settings are the same.
 * @throws InputError where the folder holds another sweep
 */
export function openSweepFolder(folder: string, description: SweepDescription): void {
  const path = join(folder, 'sweep.json');
  if (existsSync(path)) {
    const { name } = readDescription(path);
    if (name !== description.name)
      throw new InputError(
        `${folder}: holds the sweep "${name}", not "${description.name}"; give another folder`,
      );
  }
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(path, `${JSON.stringify(description, null, 2)}\n`);
}
