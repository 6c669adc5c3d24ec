import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { projectFolder } from '../notebook/project-folder';
import type { DistillationResult } from '../pipeline';
import { runCommand } from './run-command';
import { whatWasFound } from './what-was-found';

const examples = `
Examples:
  recdistill start
  npm start             set-up first, then this

The second time it finds its text tables, weights and soft targets under .recdistill/cache, and trains nothing.`;

const out = join('out', 'start');
const pages = join(out, 'notebooks');

/** Those on ratings; the ones on rankings would take the first start past ten minutes. */
const walkThrough = ['01', '02', '03', '04'];

async function run(): Promise<void> {
  const folder = projectFolder();
  const commands = [
    ['distill', '--attached', '--dataset', 'sample', '--profile', 'small', '--out', out],
    ['notebooks', ...walkThrough, '--set', 'profile=small', '--html', pages],
  ];
  for (const words of commands) {
    const { exitCode, isInterrupted } = await runCommand(words, { folder });
    if (isInterrupted) process.stderr.write('Stopped. npm start goes on where it stopped.\n');
    if (exitCode !== 0) {
      process.exitCode = exitCode;
      return;
    }
  }
  const result: DistillationResult = JSON.parse(readFileSync(join(folder, out, 'result.json'), 'utf8'));
  const shown = (path: string) => relative(process.cwd(), join(folder, path)) || '.';
  const lines = whatWasFound({ result, report: shown(join(out, 'report.html')), pages: shown(pages) });
  process.stdout.write(`\n${lines.join('\n')}\n`);
}

/** Adds `recdistill start`. */
export function registerStart(program: Command): void {
  program
    .command('start')
    .summary('the whole walk-through on the sample')
    .description(
      'Distils on the embedded sample at profile small, then runs the notebooks 01 to 04 and writes their pages.',
    )
    .addHelpText('after', examples)
    .action(run);
}
