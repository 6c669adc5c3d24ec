import { type Command, Option } from 'commander';
import type { CompressFlags } from './compress/compress-flags';
import { addDataOptions, addLogOptions } from './data-options';
import { parseCount, parseNames, parseWhole } from './distill/parse-list';
import { addSplitOptions } from './distill/split-options';
import { commandOf, runApart, wordsOf } from './run-apart';

const standard = [
  ...['float32', 'float16', 'int8', 'int4', 'low-rank:4', 'low-rank:4+int8'],
  ...['prune:0.5+float16', 'hashed:0.5+int8', 'rare-ids:5+int8'],
];

const examples = `
Examples:
  recdistill compress --model out/sample/model --method int8 --out out/sample/small
  recdistill compress --model out/ml-100k/model --out out/small --report reports/compress.md
  recdistill compress --model out/ads/models/random-0.1-seed-1/mlp-kd --method float16,int8,int4 --out out/small
  recdistill compress --model out/shop/models/sasrec-catalogue-kl --method int8,hashed:0.5+int8 --histories leave-out --out out/small

Methods, each in a folder of its own in --out; steps with + between them, their amounts behind a colon:
  float32, float16     the numbers' form; the vocabulary is written shorter with any method
  int8                 whole numbers and a scale a row, clipped by what validation likes best
  int4, int4:8         four bits a number, a scale for 16 columns, or 8
  low-rank:4           tables as products of rank 4
  prune:0.5            of ratings and rankings: the smaller half of the numbers set to 0 and the others trained on
  hashed:0.5           of rankings: half as many rows as items, trained on the student's own rankings
  rare-ids:5           of ratings and rankings: without items of fewer than 5 interactions in training
Data and split are those of the result.json above the model's folder, or as named by the options of distill. All is
chosen on validation; the test part is asked once, in the end.
Exit codes: 0 done, 1 failed or stopped, 2 bad usage, no such model, or a method that its kind does not allow.`;

async function run(flags: CompressFlags, command: Command): Promise<void> {
  const words = wordsOf(command);
  if (flags.attached) {
    // TensorFlow is loaded only where something is computed
    const { runCompress } = await import('./compress/run-compress.js');
    return runCompress({ flags, command: commandOf(words) });
  }
  return runApart(words);
}

/** Adds `recdistill compress`. */
export function registerCompress(program: Command): void {
  const command = program
    .command('compress')
    .summary('smaller students: float16, int8, int4, low rank, pruned, hashed, without rare ids')
    .description(
      'Compresses saved students of ratings, rankings or clicks by each method, measures what was written, and shows quality against bytes with the knee.',
    )
    .requiredOption('--model <folders>', 'saved students, between commas', parseNames)
    .option('--method <names>', 'methods, between commas', parseNames, standard)
    .requiredOption('--out <folder>', 'where the compressed students go, a folder a method');
  addDataOptions(command);
  addLogOptions(command);
  command
    .option('--min-rating <number>', 'for rankings: only ratings of at least so much count', Number)
    .option('--seed <number>', 'of the split, beside options that name data', parseWhole);
  addSplitOptions(command);
  command
    .addOption(
      new Option(
        '--histories <rule>',
        'of rankings: what users took stays in the file, or is sent by who asks',
      )
        .choices(['keep', 'leave-out'])
        .default('keep'),
    )
    .option('--fine-tune-epochs <count>', 'for prune and hashed', parseCount, 20)
    .option('--report <file>', 'also a Markdown report with pictures, and its figures as JSON')
    .option('--cache <folder>', "where the run's soft targets are kept, for prune", '.recdistill/cache')
    .option('--json', 'print the result as JSON')
    .addOption(new Option('--attached', 'compute in this very process').hideHelp())
    .addHelpText('after', examples)
    .action(run);
}
