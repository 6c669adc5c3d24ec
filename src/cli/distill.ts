import { type Command, Option } from 'commander';
import { addDistillOptions } from './distill/add-distill-options';
import type { DistillFlags } from './distill/run-distill';
import { commandOf, runApart, wordsOf } from './run-apart';

const examples = `
Examples:
  recdistill distill                                          the sample that comes along, in minutes
  recdistill distill --dataset ml-100k --profile full --folds u1,u2,u3,u4,u5 --report reports/ml-100k.md
  recdistill distill --ratings shop.csv --items products.csv --item-text name,description
  recdistill distill --student mf,mlp --temperatures 1,2,4,8 --alphas 1,3,10 --seeds 1,2,3,4,5
  recdistill distill --task ranking --interactions visits.tsv --soft-targets lists.jsonl   a teacher from elsewhere
  recdistill distill --task click --dataset criteo-dac-sample --profile full --folds 5
  recdistill distill --task click --log ads.csv --label-column click --user-column user --other-columns categorical
  recdistill distill --task click --log ads.csv --label-column click --text-columns title   a teacher that reads
  recdistill distill --label-shares 0.01,0.1,1 --ablation     with fewer ratings; what the text is worth

A run that was stopped goes on with the same command: what is finished lies in the out and cache folders.
Exit codes: 0 done, 1 failed or stopped, 2 bad usage or bad input.`;

async function run(flags: DistillFlags, command: Command): Promise<void> {
  const words = wordsOf(command);
  if (flags.attached) {
    // TensorFlow is loaded only where something is computed
    const { runDistill } = await import('./distill/run-distill.js');
    return runDistill({ flags, command: commandOf(words) });
  }
  return runApart(words);
}

/** Adds `recdistill distill`. */
export function registerDistill(program: Command): void {
  const command = program
    .command('distill')
    .summary('teacher, students, search and comparison on any data set')
    .description(
      'Trains a teacher on texts and ratings, distils it into light students, chooses on validation and reports on the test part: result.json, report.html and the students themselves.',
    );
  addDistillOptions(command);
  command
    .option('--out <folder>', 'where results go (out/<data set> where not given)')
    .option(
      '--report <file>',
      'also a Markdown report with pictures, and its figures as JSON, e.g. reports/mine.md',
    )
    .option('--cache <folder>', 'where text tables, weights and soft targets are kept', '.recdistill/cache')
    .option('--tensorboard <folder>', 'also write TensorBoard event files')
    .option(
      '--track <trackers>',
      'send settings, curves and results to tensorboard=<folder>, mlflow=<address>[/<experiment>], wandb[=<project>], between commas',
    )
    .option('--json', 'print the result as JSON')
    .addOption(new Option('--attached', 'compute in this very process').hideHelp())
    .addHelpText('after', examples)
    .action(run);
}
