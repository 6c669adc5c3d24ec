import { type Command, Option } from 'commander';
import { parseNames } from './distill/parse-list';
import { commandOf, runApart, wordsOf } from './run-apart';
import type { StrategiesFlags } from './strategies/run-strategies-table';

const examples = `
Examples:
  recdistill strategies --table examples/strategies.json --profile small
  recdistill strategies --table examples/strategies.json --report reports/strategies.md
  recdistill strategies --table mine.json --only born-again,layer-hint

The table is a JSON list. Each record has options of recdistill distill by their names without dashes, those of the data
in a record of their own where that reads better; for rankings perhaps a "source", the data of another domain from
which a teacher is to come:
  [{ "data": { "dataset": "ml-100k" }, "task": "rating", "student": ["mf", "mlp"], "profile": "full" }]
The same command goes on where it stopped.
Exit codes: 0 done, 1 failed or stopped, 2 bad usage or a bad table.`;

async function run(flags: StrategiesFlags, command: Command): Promise<void> {
  const words = wordsOf(command);
  if (!flags.attached) return runApart(words);
  // TensorFlow is loaded only where something is computed
  const { runStrategiesTable } = await import('./strategies/run-strategies-table.js');
  return runStrategiesTable({ flags, command: commandOf(words) });
}

/** Adds `recdistill strategies`. */
export function registerStrategies(program: Command): void {
  program
    .command('strategies')
    .summary('every strategy of distillation against the plain one, over a table of data sets')
    .description(
      'Trains students by each strategy on every row of a table of settings: chosen on validation, measured on the test part with several seeds, each against plain distillation and from scratch. Those that do not beat it stay in the table.',
    )
    .requiredOption('--table <file>', 'the table of settings (JSON)')
    .option('--only <strategies>', 'only these, between commas', parseNames)
    .addOption(new Option('--profile <name>', 'in place of what the rows say').choices(['small', 'full']))
    .option('--data-dir <folder>', 'folder of data sets to look in first')
    .option('--out <folder>', 'where results go', 'out/strategies')
    .option('--report <file>', 'also a Markdown report with pictures, and its figures as JSON')
    .option('--cache <folder>', 'where text tables, weights and soft targets are kept', '.recdistill/cache')
    .option('--json', 'print the result as JSON')
    .addOption(new Option('--attached', 'compute in this very process').hideHelp())
    .addHelpText('after', examples)
    .action(run);
}
