import type { Command } from 'commander';
import { parseCount, parsePositive, parseWhole } from './distill/parse-list';
import { addClusterOptions } from './sweep/cluster-options';
import type { SweepReportFlags } from './sweep/report-sweep';
import type { SweepRunFlags } from './sweep/run-flags';

const examples = `
Examples:
  recdistill sweep run examples/sweep.json --jobs 2       teachers, trials, final comparisons
  recdistill sweep status out/sweeps/sample               what is done, what runs, what failed
  recdistill sweep resume out/sweeps/sample --jobs 2      what is missing, after a stop or a kill
  recdistill sweep report out/sweeps/sample               Markdown, HTML and JSON of what it found
  recdistill sweep run examples/sweep.json --on ray://head:8265   on a cluster, see the README
  recdistill sweep schema > sweep.schema.json             for editors: "$schema": "./sweep.schema.json"

A job is a process of its own, and its result a file that is written once: whatever is killed, "resume" does only what
is missing. Several conductors may work on one folder at once. Jobs that still run when their conductor dies go on, and
the next one finds them.
Exit codes: 0 all done, 1 stopped, or some jobs failed, 2 bad usage or a bad description.`;

function addRunOptions(command: Command): Command {
  return addClusterOptions(command)
    .option('--jobs <number>', 'processes at a time', parseCount, 1)
    .option('--threads <number>', 'threads of each; jobs x threads are at most the cores', parseCount, 1)
    .option('--retries <number>', 'how often a job that failed is tried again', parseWhole, 1)
    .option('--memory-gb <number>', 'a process that holds more is ended and reported', parsePositive)
    .option('--data-dir <folder>', 'folder of data sets to look in first')
    .option('--cache <folder>', 'where text tables, weights and soft targets are kept', '.recdistill/cache')
    .option('--track <trackers>', 'send each job to trackers as a run, as for distill')
    .option('--json', 'print the outcome as JSON');
}

/** What conductors run, not people. */
function addInnerCommands(sweep: Command): void {
  sweep
    .command('look <description> <ground>', { hidden: true })
    .option('--data-dir <folder>')
    .action(async (descriptionPath: string, groundPath: string, { dataDir }: { dataDir?: string }) => {
      const { look } = await import('./sweep/look.js');
      await look({ descriptionPath, groundPath, dataDir });
    });
  sweep
    .command('job <job> <result>', { hidden: true })
    .requiredOption('--cache <folder>')
    .option('--data-dir <folder>')
    .action(async (jobPath: string, resultPath: string, flags: { cache: string; dataDir?: string }) => {
      const { doJob } = await import('./sweep/do-job.js');
      await doJob({ jobPath, resultPath, cacheFolder: flags.cache, dataDir: flags.dataDir });
    });
}

/** Adds `recdistill sweep`. */
export function registerSweep(program: Command): void {
  const sweep = program
    .command('sweep')
    .summary('hundreds of trials that survive kills, on this machine or a cluster')
    .description(
      'Runs a sweep by its description: a teacher a fold, students searched by validation, and what was chosen compared on the test part.',
    )
    .addHelpText('after', examples);
  addRunOptions(
    sweep
      .command('run')
      .description('Runs a sweep, or what is missing of it.')
      .argument('<description>', 'sweep.json')
      .option('--out <folder>', "the sweep's folder (out/sweeps/<name> where not given)"),
  ).action(async (path: string, flags: SweepRunFlags) => {
    const { runSweepCommand } = await import('./sweep/run-described-sweep.js');
    await runSweepCommand(path, flags);
  });
  addRunOptions(
    sweep
      .command('resume')
      .description('Does what is missing of a sweep that was stopped or killed.')
      .argument('<folder>', "the sweep's folder"),
  ).action(async (folder: string, flags: SweepRunFlags) => {
    const { resumeSweepCommand } = await import('./sweep/run-described-sweep.js');
    await resumeSweepCommand(folder, flags);
  });
  sweep
    .command('status')
    .description('What is done, what runs, what failed and why.')
    .argument('<folder>', "the sweep's folder")
    .option('--json', 'print it as JSON')
    .action(async (folder: string, flags: { json?: boolean }) => {
      const { showStatus } = await import('./sweep/show-status.js');
      await showStatus(folder, flags);
    });
  sweep
    .command('report')
    .description('What was chosen and how it did on the test part: Markdown, HTML and JSON.')
    .argument('<folder>', "the sweep's folder")
    .option('--out <file>', 'where the Markdown goes (report.md in the folder where not given)')
    .option('--json', 'print the figures as JSON')
    .action(async (folder: string, flags: SweepReportFlags) => {
      const { reportSweep } = await import('./sweep/report-sweep.js');
      await reportSweep(folder, flags);
    });
  sweep
    .command('schema')
    .description('Prints the JSON schema of sweep.json, for editors.')
    .action(async () => {
      const { sweepSchema } = await import('../sweep/description/sweep-schema.js');
      process.stdout.write(`${JSON.stringify(sweepSchema, null, 2)}\n`);
    });
  addInnerCommands(sweep);
}
