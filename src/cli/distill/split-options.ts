import { type Command, Option } from 'commander';
import type { RecommendationData } from '../../data/recommendation-data';
import type { Split } from '../../data/split';
import { splitGlobalByTime, splitPerUserByTime } from '../../data/splits/by-time';
import { splitColdItemFolds } from '../../data/splits/cold-item-folds';
import { splitColdItems } from '../../data/splits/cold-items';
import { splitFolds } from '../../data/splits/folds';
import { splitLeaveOneOut } from '../../data/splits/leave-one-out';
import { splitPublished } from '../../data/splits/published';
import { splitRandom } from '../../data/splits/random';
import { InputError } from '../../errors';
import { parseShare } from './parse-list';

type RatingSplitKind = 'random' | 'per-user-by-time' | 'global-by-time' | 'leave-one-out' | 'cold-items';
type SplitKind = RatingSplitKind | 'by-time' | 'by-file';

export interface SplitFlags {
  /** At random where not given; for rankings leave-one-out; for click logs by file where they are several. */
  readonly split?: SplitKind;
  readonly folds?: string;
  readonly testShare?: number;
  readonly validationShare?: number;
}

/** Adds the options that say how the ratings are divided. */
export function addSplitOptions(command: Command): Command {
  const kinds: SplitKind[] = [
    ...(['random', 'per-user-by-time', 'global-by-time', 'leave-one-out', 'cold-items'] as const),
    ...(['by-time', 'by-file'] as const),
  ];
  return command
    .addOption(
      new Option(
        '--split <kind>',
        'how one split is made (random where not given, for rankings leave-one-out; cold-items holds out whole items); for clicks random, by-time or by-file (by-file where there are several files)',
      ).choices(kinds),
    )
    .option(
      '--folds <folds>',
      'instead: folds that the data set publishes (u1,u2), a number of folds (5; beside --split cold-items of items), or none',
    )
    .option(
      '--test-share <share>',
      'share of the ratings that is the test part (0.1 where not given)',
      parseShare,
    )
    .option(
      '--validation-share <share>',
      'share of the other ratings that is validation (0.1, and 0.05 with folds, where not given)',
      parseShare,
    );
}

/** The splits that the flags ask for; the seed decides every draw. */
export function splitsFromFlags(data: RecommendationData, flags: SplitFlags, seed: number): Split[] {
  const { folds = 'none' } = flags;
  checkTogether(flags);
  if (folds === 'none') return [oneSplit(data, flags, seed)];
  const validationShare = flags.validationShare ?? 0.05;
  if (/^\d+$/.test(folds)) {
    const make = flags.split === 'cold-items' ? splitColdItemFolds : splitFolds;
    return make({ data, folds: Number(folds), validationShare, seed });
  }
  const names = folds.split(',').map((name) => name.trim());
  return names.map((fold) => splitPublished({ data, fold, validationShare, seed }));
}

function checkTogether({ folds = 'none', split = 'random', testShare, validationShare }: SplitFlags): void {
  const refuse = (one: string, other: string): never => {
    throw new InputError(`${one} and ${other}: expected one of them, found both`);
  };
  const isOfItems = split === 'cold-items' && /^\d+$/.test(folds);
  if (folds !== 'none' && split !== 'random' && !isOfItems) refuse('--folds', `--split ${split}`);
  if (folds !== 'none' && testShare !== undefined) refuse('--folds', '--test-share');
  if (split !== 'leave-one-out') return;
  if (testShare !== undefined) refuse('--split leave-one-out', '--test-share');
  if (validationShare !== undefined) refuse('--split leave-one-out', '--validation-share');
}

function oneSplit(data: RecommendationData, flags: SplitFlags, seed: number): Split {
  const { testShare = 0.1, validationShare = 0.1 } = flags;
  const shares = { data, testShare, validationShare };
  const { split: kind = 'random' } = flags;
  if (kind === 'by-time' || kind === 'by-file')
    throw new InputError(
      `--split ${kind}: expected --task click beside; ratings are split by time with global-by-time or per-user-by-time`,
    );
  const make: Record<RatingSplitKind, () => Split> = {
    random: () => splitRandom({ ...shares, seed }),
    'per-user-by-time': () => splitPerUserByTime(shares),
    'global-by-time': () => splitGlobalByTime(shares),
    'leave-one-out': () => splitLeaveOneOut({ data }),
    'cold-items': () => splitColdItems({ ...shares, seed }),
  };
  return make[kind]();
}
