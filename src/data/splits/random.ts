import { checkOptions } from '../../errors';
import { Random } from '../../random';
import type { RecommendationData } from '../recommendation-data';
import type { Split } from '../split';
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

/**
 * Random hold-out: `testShare` of all rows are the test part, `validationShare` of the rest the validation part.
 * @throws InputError if a share is not between 0 and 1, or leaves a part empty
 */
export function splitRandom(options: SplitRandomOptions): Split {
  checkOptions('splitRandom', options, ['data', 'testShare', 'validationShare', 'seed']);
  const { data, testShare, validationShare, seed } = options;
  checkShare('splitRandom', 'testShare', testShare);
  checkShare('splitRandom', 'validationShare', validationShare);
  const random = new Random(seed);
  const rows = allRows(data.interactions.users.length);
  const outer = takeRandomRows(rows, Math.round(rows.length * testShare), random.fork('test'));
  const inner = takeRandomRows(
    outer.rest,
    Math.round(outer.rest.length * validationShare),
    random.fork('validation'),
  );
  return buildSplit(`random-${testShare}-seed-${seed}`, data, {
    train: inner.rest,
    validation: inner.taken,
    test: outer.taken,
  });
}
