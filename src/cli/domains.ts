import type { Command } from 'commander';
import { commandOf, runApart, wordsOf } from './run-apart';
import { addTableOptions, type TableFlags } from './settings-table/table-flags';

const examples = `
Examples:
  recdistill domains --table examples/domains.json --profile small --report reports/domains.md
  recdistill domains --table examples/domains.json --only music,video --data-dir ~/data

The table is a JSON list. Each record has a domain (any word), perhaps a name, a "note" that the report prints, and
options of recdistill distill by their names without dashes, those of the data in a record of their own where that
reads better:
  [{ "domain": "music", "data": { "dataset": "lastfm-2k" }, "task": "ranking", "student": "sasrec", "seeds": [1, 2, 3] }]
A row that fails is reported and the others go on; the same command goes on where it stopped.
Exit codes: 0 done, 1 a row failed or all were stopped, 2 bad usage or a bad table.`;

async function run(flags: TableFlags, command: Command): Promise<void> {
  const words = wordsOf(command);
  if (flags.attached) {
    // TensorFlow is loaded only where something is computed
    const { runDomainsTable } = await import('./domains/run-domains-table.js');
    return runDomainsTable({ flags, command: commandOf(words) });
  }
  return runApart(words);
}

/** Adds `recdistill domains`. */
export function registerDomains(program: Command): void {
  const command = program
    .command('domains')
    .summary('one loop over a table of data sets, tasks, teachers and students')
    .description(
      'Distils every row of a table of settings and brings what came out, whatever the task, to one table and one plot: quality kept and lifted, size and time cut.',
    );
  addTableOptions(command, {
    only: ['--only <names>', 'only rows of these domains or names, between commas'],
    out: ['where results go, a folder a row', 'out/domains'],
  })
    .addHelpText('after', examples)
    .action(run);
}
