import { type Command, Option } from 'commander';
import { InputError } from '../../errors';
import type { GivenSoftTargets } from '../../pipeline/ranking/imported-soft';
import { dashed } from '../data-options/data-flags';
import { parsePositive } from './parse-list';
import type { SettingsFlags } from './settings-options';

export interface SoftTargetsFlags {
  readonly softTargets?: string;
  readonly softQueries?: 'training' | 'file';
  readonly scoreScale?: number;
  readonly rankExponent?: number;
}

/** Adds the options that bring a ranking teacher from elsewhere. */
export function addSoftTargetsOptions(command: Command): Command {
  return command
    .option(
      '--soft-targets <file>',
      'for rankings: lists of a teacher from elsewhere (.jsonl or .parquet), in place of a teacher that is trained here',
    )
    .option('--score-scale <number>', 'for a file of scores: logit = scale x score', parsePositive)
    .option('--rank-exponent <number>', 'for a file of ranks: logit = -exponent x ln(rank)', parsePositive)
    .addOption(
      new Option(
        '--soft-queries <which>',
        'training: each training query must have a list; file: students learn from the queries of the file alone, also those of nobody known (training where not given)',
      ).choices(['training', 'file']),
    );
}

/** The flags that say how a teacher is trained here, and those that say how one from elsewhere is read. */
const teacherFlags = ['teacher', 'members', 'model', 'fineTuneEpochs'] as const;
const readingFlags = ['softQueries', 'scoreScale', 'rankExponent'] as const;

/**
 * The lists that the flags bring; null where a teacher is to be trained.
 * @throws InputError for flags that nothing would read
 */
export function softTargetsFromFlags(flags: SettingsFlags): GivenSoftTargets | null {
  const { softTargets: file, softQueries, scoreScale, rankExponent, text } = flags;
  const isGiven = (name: keyof SettingsFlags) => flags[name] !== undefined;
  if (file === undefined) {
    const unread = readingFlags.find(isGiven);
    if (unread === undefined) return null;
    throw new InputError(`${dashed(unread)}: expected --soft-targets <file> beside, found none`);
  }
  const unread = teacherFlags.find(isGiven) ?? (text === 'language-model' ? undefined : 'text');
  if (unread !== undefined)
    throw new InputError(
      `${dashed(unread)}: no teacher is trained beside --soft-targets; leave one of them out`,
    );
  return { file, queries: softQueries ?? 'training', scoreScale, rankExponent };
}
