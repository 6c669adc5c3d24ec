import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..', '..');

/** Bundles a TypeScript file to JavaScript that plain Node runs; returns its path. */
export function bundle(source: string, folder: string): string {
  const outfile = join(folder, `${basename(source, '.ts')}.cjs`);
  buildSync({
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    external: ['@tensorflow/*'],
    outfile,
  });
  return outfile;
}

export interface ChildRun {
  lines: string[];
  signal: NodeJS.Signals | null;
}

/** Runs a bundled file in a process of its own and reads its lines; rejects if it fails other than by a signal. */
export function runChild(
  path: string,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<ChildRun> {
  const child = spawn(process.execPath, [...nodeFlags, path, ...args], {
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
