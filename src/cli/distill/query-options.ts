import type { Command } from 'commander';
import { addDataOptions } from '../data-options';
import { parseCount } from './parse-list';
import { maxLengthOption, profileOption, seedOption, seenOption } from './settings-options';
import { addSplitOptions } from './split-options';

/** Adds the options that decide which queries `distill --task ranking` trains on; the same ones are to be given there. */
export function addQueryOptions(command: Command): Command {
  addDataOptions(command).option('--min-rating <number>', 'only ratings of at least so much count', Number);
  return addSplitOptions(command)
    .addOption(profileOption())
    .addOption(seenOption())
    .addOption(maxLengthOption())
    .addOption(seedOption())
    .option('--candidates <number>', 'items to judge for each query', parseCount);
}
