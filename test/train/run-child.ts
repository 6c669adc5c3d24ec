import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..', '..');

/** Bundles a TypeScript file of this folder to JavaScript that plain Node runs; returns its path. */
export function bundle(name: string, folder: string): string {
  const outfile = join(folder, `${name}.cjs`);
  buildSync({
    entryPoints: [join(__dirname, `${name}.ts`)],
    bundle: true,
    platform: 'node',
    external: ['@tensorflow/*', '@huggingface/*'],
    outfile,
  });
  return outfile;
}

export interface ChildRun {
  lines: string[];
  signal: NodeJS.Signals | null;
}

/** Runs a bundled file in a process of its own and reads its lines; rejects if it fails other than by a signal. */
export function runChild(path: string, args: readonly string[]): Promise<ChildRun> {
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, NODE_PATH: join(root, 'node_modules') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  child.stdout.on('data', (data) => {
    output += data;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (code !== 0 && signal === null) reject(new Error(errors));
      else resolve({ lines: output.trim().split('\n'), signal });
    });
  });
}
