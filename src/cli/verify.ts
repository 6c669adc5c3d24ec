import { type Command, Option } from 'commander';
import { parseWhole } from './distill/parse-list';
import { runApart, wordsOf } from './run-apart';
import type { VerifyFlags } from './verify/run-verify';

const examples = `
Examples:
  recdistill verify out/sample                        a trial of its search, once more
  recdistill verify out/sample --all                  the whole run, once more
  recdistill verify out/sweeps/sample --seed 7        another trial of the sweep, at random
  recdistill verify out/sweeps/sample --trial 3f2a91  the one whose key or label begins so

Everything is computed anew, in an empty cache folder that is taken away afterwards, with as many threads as then. What
is another version, other data or another machine's arithmetic is told first.
Exit codes: 0 all figures are equal to the last bit, 1 some are not, or it failed, 2 bad usage or bad input.`;

async function run(folder: string, flags: VerifyFlags, command: Command): Promise<void> {
  if (!flags.attached) return runApart(wordsOf(command));
  // TensorFlow reads the number of threads when it is loaded, which is not yet
  const { runVerify } = await import('./verify/run-verify.js');
  await runVerify(folder, flags);
}

/** Adds `recdistill verify`. */
export function registerVerify(program: Command): void {
  program
    .command('verify')
    .summary('do a run, or one of its trials, again and compare every figure')
    .description(
      'Does a trial of a sweep or of a distillation again, or all of it, and says whether every figure is equal to the last bit, or which differ by how much and which operations this machine computes otherwise.',
    )
    .argument('<folder>', 'out folder of distill, or folder of a sweep')
    .option('--trial <name>', 'a trial by the beginning of its key or label (one at random where not given)')
    .option('--seed <number>', 'of the choice at random', parseWhole, 1)
    .option('--all', 'all of the run, or every job of the sweep')
    .option('--data-dir <folder>', 'folder of data sets to look in first')
    .option('--json', 'print the comparison as JSON')
    .addOption(new Option('--attached', 'compute in this very process').hideHelp())
    .addHelpText('after', examples)
    .action(run);
}
