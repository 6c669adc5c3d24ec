import { checkOptions } from '../../errors';
import { Random } from '../../random';
import type { RecommendationData } from '../recommendation-data';
import type { Split, SplitParts } from '../split';
import { allRows, buildSplit, checkShare, takeRandomRows } from './build-split';

/** Options of {@link splitRandom}. */
export interface SplitRandomOptions {
  readonly data: RecommendationData;
  /** Share of all rows that are the test part. */
  readonly testShare: number;
  /** Share of the remaining rows that are the validation part. */
  readonly validationShare: number;
  readonly seed: number;
}

/** So many rows divided at random. */
export function randomParts(
  rows: number,
  { testShare, validationShare, seed }: Omit<SplitRandomOptions, 'data'>,
): SplitParts {
  const random = new Random(seed);
  const outer = takeRandomRows(allRows(rows), Math.round(rows * testShare), random.fork('test'));
  const count = Math.round(outer.rest.length * validationShare);
  const inner = takeRandomRows(outer.rest, count, random.fork('validation'));
  return { train: inner.rest, validation: inner.taken, test: outer.taken };
}

/**
 * Random hold-out: `testShare` of all rows are the test part, `validationShare` of the rest the validation part.
 * @throws InputError if a share is not between 0 and 1, or leaves a part empty
 */
export function splitRandom(options: SplitRandomOptions): Split {
  checkOptions('splitRandom', options, ['data', 'testShare', 'validationShare', 'seed']);
  const { data, testShare, validationShare, seed } = options;
  checkShare('splitRandom', 'testShare', testShare);
  checkShare('splitRandom', 'validationShare', validationShare);
  const parts = randomParts(data.interactions.users.length, options);
  return buildSplit(`random-${testShare}-seed-${seed}`, data, parts);
}
