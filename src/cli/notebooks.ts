import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { projectFolder } from '../notebook/project-folder';
import { type NotebookProgress, type NotebookResult, runNotebooks } from '../notebook/run';

interface NotebooksFlags {
  readonly set: string[];
  readonly out: string;
  readonly html?: string;
  readonly inPlace?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  recdistill notebooks                                        all of them, on the sample at profile small
  recdistill notebooks 01-data 03 --html reports/             two of them, and their pages
  recdistill notebooks --set dataset=ml-100k --set profile=full --set temperatures=1,2,4,8
  recdistill notebooks --in-place                             refresh the committed outputs

Exit codes: 0 every cell ran, 1 a cell failed, 2 unknown notebook or parameter.`;

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** One line a finished cell; the cell that runs is shown only where it can be overwritten. */
function showProgress({ notebook, cell, cells, firstLine, seconds }: NotebookProgress): void {
  const line = `${notebook}  cell ${cell} of ${cells}  ${firstLine.slice(0, 60)}`;
  if (seconds !== null)
    process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${line}  ${seconds.toFixed(1)} s\n`);
  else if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line} ...`);
}

function lineOf({ name, seconds, path, html }: NotebookResult): string {
  const places = [path, ...(html === null ? [] : [html])].map((place) => relative(process.cwd(), place));
  return `${name}  ${seconds.toFixed(0)} s  ${places.join('  ')}`;
}

async function run(names: string[], flags: NotebooksFlags): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const results = await runNotebooks({
    folder: join(projectFolder(), 'notebooks'),
    names,
    settings: flags.set,
    out: flags.out,
    html: flags.html ?? null,
    inPlace: flags.inPlace === true,
    onProgress: showProgress,
    signal: stop.signal,
  });
  if (flags.json) process.stdout.write(`${JSON.stringify({ notebooks: results }, null, 2)}\n`);
  else for (const result of results) process.stdout.write(`${lineOf(result)}\n`);
}

/** Adds `recdistill notebooks`. */
export function registerNotebooks(program: Command): void {
  program
    .command('notebooks')
    .summary('run the notebooks headless')
    .description(
      'Runs the notebooks headless from top to bottom, stops at the first failing cell and keeps the executed copies.',
    )
    .argument('[names...]', 'which notebooks, by name or number (all when none is named)')
    .option('--set <name=value>', 'override a parameter; repeatable', collect, [])
    .option('--out <folder>', 'where the executed copies go', join('out', 'notebooks'))
    .option('--html <folder>', 'also write an HTML page each, with live plots')
    .option('--in-place', 'also write the outputs into the notebooks themselves')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}
