import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '../notebook/project-folder';

export interface CommandEnd {
  readonly exitCode: number;
  /** Whether an interrupt ended it. */
  readonly isInterrupted: boolean;
}

/**
 * Runs another command of this program in a process of its own: its memory is given back, and an interrupt ends it at
 * once, in the middle of whatever it computes.
 * @param options.folder where it runs, against which it reads relative paths
 */
export function runCommand(
  words: readonly string[],
  options: { readonly folder: string },
): Promise<CommandEnd> {
  const bin = join(projectFolder(), 'bin', 'recdistill.cjs');
  const child = spawn(process.execPath, [bin, ...words], { stdio: 'inherit', cwd: options.folder });
  let isInterrupted = false;
  const stop = (signal: NodeJS.Signals) => {
    isInterrupted = true;
    child.kill(signal);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      // a progress bar that was cut had hidden the cursor
      if (process.stderr.isTTY && code === null) process.stderr.write('\x1b[?25h\n');
      resolve({ exitCode: code ?? 1, isInterrupted: isInterrupted || signal === 'SIGINT' });
    });
  });
}
