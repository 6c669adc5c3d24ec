import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { projectFolder } from '../notebook/project-folder';

const examples = `
Examples:
  recdistill start
  npm start             set-up first, then this`;

/** Runs another command of this program in a process of its own, so that its memory is given back. */
function runCommand(words: readonly string[]): Promise<number> {
  const bin = join(projectFolder(), 'bin', 'recdistill.cjs');
  const child = spawn(process.execPath, [bin, ...words], { cwd: projectFolder(), stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

async function run(): Promise<void> {
  const out = join('out', 'start');
  const commands = [
    ['distill', '--dataset', 'sample', '--profile', 'small', '--out', out],
    ['notebooks', '--set', 'profile=small', '--html', join(out, 'notebooks')],
  ];
  for (const words of commands) {
    const code = await runCommand(words);
    if (code !== 0) {
      process.exitCode = code;
      return;
    }
  }
}

/** Adds `recdistill start`. */
export function registerStart(program: Command): void {
  program
    .command('start')
    .summary('the whole walk-through on the sample')
    .description(
      'Distils on the embedded sample at profile small, then runs the notebooks and writes their pages.',
    )
    .addHelpText('after', examples)
    .action(run);
}
