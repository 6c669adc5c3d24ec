import { checkOptions, InputError } from '../../errors';
import type { RecommendationData } from '../recommendation-data';
import type { Split } from '../split';
import { allRows, buildSplit, checkShare } from './build-split';
import { foldParts } from './folds';

/** Options of {@link splitColdItemFolds}. */
export interface SplitColdItemFoldsOptions {
  readonly data: RecommendationData;
  /** How many folds; each rated item is held out in exactly one, with all of its ratings. */
  readonly folds: number;
  /** Share of each fold's other rated items whose ratings all are its validation part. */
  readonly validationShare: number;
  readonly seed: number;
}

/**
 * Cross-validation over items: in each fold the test items have no training rating, and the validation items have none
 * either, so that what is chosen there is chosen for cold items.
 * @throws InputError if there are fewer than 2 folds or more than rated items, or a part would be empty
 */
export function splitColdItemFolds(options: SplitColdItemFoldsOptions): Split[] {
  checkOptions('splitColdItemFolds', options, ['data', 'folds', 'validationShare', 'seed']);
  const { data, folds, validationShare, seed } = options;
  const { items } = data.interactions;
  const rated = [...new Set(items)].sort((a, b) => a - b);
  if (!Number.isInteger(folds) || folds < 2 || folds > rated.length) {
    throw new InputError(
      `splitColdItemFolds: folds must be a whole number from 2 to the ${rated.length} rated items, found ${folds}`,
    );
  }
  checkShare('splitColdItemFolds', 'validationShare', validationShare);
  return foldParts(rated.length, { folds, validationShare, seed }).map((parts, fold) => {
    const rowsOf = (positions: Int32Array) => {
      const own = new Set(Array.from(positions, (position) => rated[position]));
      return allRows(items.length).filter((row) => own.has(items[row]));
    };
    return buildSplit(`cold-items-${fold + 1}-of-${folds}-seed-${seed}`, data, {
      train: rowsOf(parts.train),
      validation: rowsOf(parts.validation),
      test: rowsOf(parts.test),
    });
  });
}
