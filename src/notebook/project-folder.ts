import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../errors';

/** The folder that holds package.json, notebooks/ and scripts/; both src/ and dist/ lie two levels above this file. */
export function projectFolder(): string {
  return resolve(__dirname, '..', '..');
}

/**
 * The Python that has Jupyter: the project's virtual environment or a conda environment, as set-up chose and wrote down.
 * @throws InputError when set-up has not run, or the environment is gone
 */
export function pythonOfProject(): string {
  const record = join(projectFolder(), '.recdistill', 'environment.json');
  const cure = 'run "node scripts/setup.mjs" to make one';
  if (!existsSync(record))
    throw new InputError(`no Python environment with Jupyter yet (${record}); ${cure}`);
  const { python }: { python: string } = JSON.parse(readFileSync(record, 'utf8'));
  if (!existsSync(python)) throw new InputError(`${python}: the Python environment is gone; ${cure}`);
  return python;
}
