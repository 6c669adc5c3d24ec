import {
  type ClickLog,
  type ClickSplit,
  type FilePart,
  splitClicksAtRandom,
  splitClicksByFile,
  splitClicksByTime,
  splitClicksIntoFolds,
} from '../../data';
import { InputError } from '../../errors';
import type { SplitFlags } from './split-options';

const kinds = ['random', 'by-time', 'by-file'] as const;
type ClickSplitKind = (typeof kinds)[number];

interface Asked {
  readonly log: ClickLog;
  /** What each file is; null where the files are no split. */
  readonly parts: readonly FilePart[] | null;
  readonly flags: SplitFlags;
  readonly seed: number;
}

/**
 * The splits that the flags ask for. Without a word the files' own split is taken where there is one, else a random
 * one; with folds, the files' own split stands beside them.
 * @throws InputError for a kind that click logs have not, or flags that do not go together
 */
export function clickSplitsFromFlags(asked: Asked): {
  readonly splits: readonly ClickSplit[];
  readonly publishedSplit?: ClickSplit;
} {
  const { log: source, parts, flags, seed } = asked;
  const { folds = 'none', split } = flags;
  if (split !== undefined && !kinds.includes(split as ClickSplitKind))
    throw new InputError(`--split ${split}: expected one of ${kinds.join(', ')} for --task click`);
  if (folds === 'none') return { splits: [oneSplit(asked)] };
  if (split !== undefined)
    throw new InputError(`--folds and --split ${split}: expected one of them, found both`);
  if (flags.testShare !== undefined)
    throw new InputError('--folds and --test-share: expected one of them, found both');
  if (!/^\d+$/.test(folds))
    throw new InputError(`--folds ${folds}: expected a number of folds for --task click, e.g. 5`);
  const validationShare = flags.validationShare ?? 0.1;
  const splits = splitClicksIntoFolds({ source, folds: Number(folds), validationShare, seed });
  return parts === null ? { splits } : { splits, publishedSplit: byFile(asked, parts) };
}

function oneSplit(asked: Asked): ClickSplit {
  const { log: source, parts, flags, seed } = asked;
  const { testShare = 0.1, validationShare = 0.1 } = flags;
  const kind = (flags.split as ClickSplitKind | undefined) ?? (parts === null ? 'random' : 'by-file');
  if (kind === 'random') return splitClicksAtRandom({ source, testShare, validationShare, seed });
  if (kind === 'by-time') return splitClicksByTime({ source, testShare, validationShare });
  if (parts === null)
    throw new InputError('--split by-file: expected --log train,valid,test or train,test, found one file');
  if (flags.testShare !== undefined)
    throw new InputError('--test-share: the files say which rows are the test part; leave it out');
  return byFile(asked, parts);
}

function byFile({ log: source, flags, seed }: Asked, parts: readonly FilePart[]): ClickSplit {
  const { validationShare } = flags;
  if (!parts.includes('validation'))
    return splitClicksByFile({ source, parts, validationShare: validationShare ?? 0.1, seed });
  if (validationShare !== undefined && flags.folds === undefined)
    throw new InputError('--validation-share: the files say which rows are validation; leave it out');
  return splitClicksByFile({ source, parts });
}
