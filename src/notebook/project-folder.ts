import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../errors';

/** The folder that holds package.json, notebooks/ and scripts/; both src/ and dist/ lie two levels above this file. */
export function projectFolder(): string {
  return resolve(__dirname, '..', '..');
}

/**
 * The Python that has Jupyter: the project's own virtual environment, or else the active conda environment.
 * @throws InputError when there is neither
 */
export function pythonOfProject(): string {
  const conda = process.env.CONDA_PREFIX;
  const folders = [join(projectFolder(), '.venv'), ...(conda === undefined ? [] : [conda])];
  for (const folder of folders) {
    for (const program of [
      join(folder, 'bin', 'python'),
      join(folder, 'Scripts', 'python.exe'),
      join(folder, 'python.exe'),
    ]) {
      if (existsSync(program)) return program;
    }
  }
  throw new InputError(
    `no Python environment with Jupyter, looked in ${folders.join(' and ')}; run "node scripts/setup.mjs" to make one`,
  );
}
