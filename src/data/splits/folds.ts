import { checkOptions, InputError } from '../../errors';
import { Random } from '../../random';
import type { RecommendationData } from '../recommendation-data';
import type { Split, SplitParts } from '../split';
import { buildSplit, checkShare, takeRandomRows } from './build-split';

/** Options of {@link splitFolds}. */
export interface SplitFoldsOptions {
  readonly data: RecommendationData;
  /** How many folds; each row is in the test part of exactly one. */
  readonly folds: number;
  /** Share of each fold's other rows that are its validation part. */
  readonly validationShare: number;
  readonly seed: number;
}

/** So many rows divided into folds, the parts of each. */
export function foldParts(
  rows: number,
  { folds, validationShare, seed }: Omit<SplitFoldsOptions, 'data'>,
): SplitParts[] {
  const random = new Random(seed);
  const order = random.fork('folds').permutation(rows);
  return Array.from({ length: folds }, (_, fold) => {
    const test = order.filter((_, position) => position % folds === fold).sort();
    const others = order.filter((_, position) => position % folds !== fold).sort();
    const count = Math.round(others.length * validationShare);
    const { taken, rest } = takeRandomRows(others, count, random.fork(`validation ${fold}`));
    return { train: rest, validation: taken, test };
  });
}

/**
 * k-fold cross-validation: one split a fold, whose test parts together are all rows.
 * @throws InputError if there are fewer than 2 folds, or a part would be empty
 */
export function splitFolds(options: SplitFoldsOptions): Split[] {
  checkOptions('splitFolds', options, ['data', 'folds', 'validationShare', 'seed']);
  const { data, folds, validationShare, seed } = options;
  if (!Number.isInteger(folds) || folds < 2) {
    throw new InputError(`splitFolds: folds must be a whole number of 2 or more, found ${folds}`);
  }
  checkShare('splitFolds', 'validationShare', validationShare);
  return foldParts(data.interactions.users.length, options).map((parts, fold) =>
    buildSplit(`fold-${fold + 1}-of-${folds}-seed-${seed}`, data, parts),
  );
}
