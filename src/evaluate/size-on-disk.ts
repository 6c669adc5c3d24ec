import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors';

/**
 * Bytes that a saved model takes: a file's size, or the sum over a folder and the folders in it.
 * @throws InputError where there is nothing at the path
 */
export function sizeOnDisk(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new InputError(`sizeOnDisk: nothing at ${path}; was the model saved there?`);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOnDisk(join(path, name)), 0);
}
