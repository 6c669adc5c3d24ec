import { checkOptions } from '../../errors';
import { Random } from '../../random';
import type { RecommendationData } from '../recommendation-data';
import type { Split } from '../split';
import { allRows, buildSplit, checkShare } from './build-split';

/** Options of {@link splitColdItems}. */
export interface SplitColdItemsOptions {
  readonly data: RecommendationData;
  /** Share of the rated items whose ratings all are in the test part. */
  readonly testShare: number;
  /** Share of the other rated items whose ratings all are in validation. */
  readonly validationShare: number;
  readonly seed: number;
}

/**
 * Cold items: whole items are held out, so that what is known of a test item is its text and features alone.
 * @throws InputError if a share is not between 0 and 1, or leaves a part empty
 */
export function splitColdItems(options: SplitColdItemsOptions): Split {
  checkOptions('splitColdItems', options, ['data', 'testShare', 'validationShare', 'seed']);
  const { data, testShare, validationShare, seed } = options;
  checkShare('splitColdItems', 'testShare', testShare);
  checkShare('splitColdItems', 'validationShare', validationShare);
  const { items } = data.interactions;
  const rated = [...new Set(items)].sort((a, b) => a - b);
  const order = new Random(seed).permutation(rated.length);
  const testEnd = Math.round(rated.length * testShare);
  const validationEnd = testEnd + Math.round((rated.length - testEnd) * validationShare);
  const rankOfItem = new Map(Array.from(order, (position, rank) => [rated[position], rank]));
  const rowsBetween = (from: number, to: number) =>
    allRows(items.length).filter((row) => {
      const rank = rankOfItem.get(items[row]) as number;
      return rank >= from && rank < to;
    });
  return buildSplit(`cold-items-${testShare}-seed-${seed}`, data, {
    train: rowsBetween(validationEnd, rated.length),
    validation: rowsBetween(testEnd, validationEnd),
    test: rowsBetween(0, testEnd),
  });
}
