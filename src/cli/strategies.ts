import type { Command } from 'commander';
import { commandOf, runApart, wordsOf } from './run-apart';
import { addTableOptions, type TableFlags } from './settings-table/table-flags';

const examples = `
Examples:
  recdistill strategies --table examples/strategies.json --profile small
  recdistill strategies --table examples/strategies.json --report reports/strategies.md
  recdistill strategies --table mine.json --only born-again,layer-hint

The table is a JSON list. Each record has options of recdistill distill by their names without dashes, those of the data
in a record of their own where that reads better; for rankings perhaps a "source", the data of another domain from
which a teacher is to come; and perhaps "only", strategies between commas, for a row that is not to try them all:
  [{ "data": { "dataset": "ml-100k" }, "task": "rating", "student": ["mf", "mlp"], "profile": "full" }]
The same command goes on where it stopped.
Exit codes: 0 done, 1 failed or stopped, 2 bad usage or a bad table.`;

async function run(flags: TableFlags, command: Command): Promise<void> {
  const words = wordsOf(command);
  if (!flags.attached) return runApart(words);
  // TensorFlow is loaded only where something is computed
  const { runStrategiesTable } = await import('./strategies/run-strategies-table.js');
  return runStrategiesTable({ flags, command: commandOf(words) });
}

/** Adds `recdistill strategies`. */
export function registerStrategies(program: Command): void {
  const command = program
    .command('strategies')
    .summary('every strategy of distillation against the plain one, over a table of data sets')
    .description(
      'Trains students by each strategy on every row of a table of settings: chosen on validation, measured on the test part with several seeds, each against plain distillation and from scratch. Those that do not beat it stay in the table.',
    );
  addTableOptions(command, {
    only: ['--only <strategies>', 'only these, between commas'],
    out: ['where results go', 'out/strategies'],
  })
    .addHelpText('after', examples)
    .action(run);
}
