import { Command, CommanderError } from 'commander';
import { InputError } from '../errors';
import type { PreparedRun, PrepareRun } from '../sweep/jobs/prepared-run';
import { addDistillOptions, type DistillationFlags } from './distill/add-distill-options';
import { preparedRatings } from './distill/run-distill';
import { preparedClicks } from './distill/run-distill-clicks';
import { preparedRankings } from './distill/run-distill-ranking';

/** @throws InputError for words that `recdistill distill` would not take */
function flagsOf(words: readonly string[]): DistillationFlags {
  const silent = { writeOut: () => {}, writeErr: () => {} };
  const command = addDistillOptions(new Command('job')).exitOverride().configureOutput(silent);
  try {
    return command.parse(words, { from: 'user' }).opts<DistillationFlags>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new InputError(`a job's words: ${error.message.replace(/^error: /, '')}`);
  }
}

/** Data, splits and settings as `recdistill distill` would have them for these flags. */
export function preparedFromFlags(flags: DistillationFlags): Promise<PreparedRun> {
  if (flags.task === 'click') return preparedClicks(flags);
  return flags.task === 'ranking' ? preparedRankings(flags) : preparedRatings(flags);
}

/** What a job's words come to, on this machine. */
export const prepareFromWords: PrepareRun = (words, { dataDir }) =>
  preparedFromFlags({ ...flagsOf(words), ...(dataDir === undefined ? {} : { dataDir }) });
