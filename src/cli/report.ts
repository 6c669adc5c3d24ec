import type { Command } from 'commander';
import type { ReportFlags } from './report/run-report';

const examples = `
Examples:
  recdistill report out/sample                  report.html, report.md and report.json in that folder
  recdistill report out/sweeps/sample           the same of a sweep, also of one that is not finished
  recdistill report out/sample --out reports/mine.md   elsewhere, e.g. in a repository

The page needs no network: its figures are live, its tables sort by any column. It says settings, the hash of the data,
versions, machine and the command; "recdistill verify" checks that they give the same figures.
Exit codes: 0 done, 1 failed, 2 bad usage or bad input.`;

async function run(folder: string, flags: ReportFlags): Promise<void> {
  const { runReport } = await import('./report/run-report.js');
  await runReport(folder, flags);
}

/** Adds `recdistill report`. */
export function registerReport(program: Command): void {
  program
    .command('report')
    .summary('a run or a sweep as one page, as Markdown and as figures')
    .description(
      'Writes what a distillation or a sweep found as one self-contained page, as Markdown with pictures, and as JSON, with all that is needed to get the same figures.',
    )
    .argument('<folder>', 'out folder of distill, or folder of a sweep')
    .option(
      '--out <file>',
      'the Markdown file; page, pictures and figures go beside it (report.md in the folder)',
    )
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', examples)
    .action(run);
}
