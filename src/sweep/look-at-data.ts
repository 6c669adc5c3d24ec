import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../errors';
import type { SweepGround } from './plan/ground';

/** The program's own entry; both src/ and dist/ lie beside bin/. */
export const programPath = resolve(__dirname, '..', '..', 'bin', 'recdistill.cjs');

/** Exit code of bad input, as the command line says it. */
const BAD_INPUT = 2;

/**
 * What a sweep's description comes to on its data: a process of its own reads the options and the data, so that the
 * conductor holds neither them nor TensorFlow. It writes `ground.json` beside the description.
 * @throws InputError for options, names or data that cannot work, in that process's words
 */
export async function lookAtData(options: {
  /** Holds `sweep.json`. */
  readonly folder: string;
  /** Folder of data sets to look in first; null for none. */
  readonly dataDir: string | null;
  readonly signal?: AbortSignal;
}): Promise<SweepGround> {
  const { folder, dataDir, signal } = options;
  const path = join(folder, 'ground.json');
  const more = dataDir === null ? [] : ['--data-dir', dataDir];
  const words = [programPath, 'sweep', 'look', join(folder, 'sweep.json'), path, ...more];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  const message = said.trim().replace(/^[\s\S]*recdistill: /, '');
  if (code === BAD_INPUT) throw new InputError(message);
  if (code !== 0) throw new Error(`looking at the sweep's data failed: ${message}`);
  return JSON.parse(readFileSync(path, 'utf8'));
}
