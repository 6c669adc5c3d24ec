import { checkOptions } from '../../errors';
import type { RecommendationData } from '../recommendation-data';
import type { Split, SplitParts } from '../split';
import { allRows, buildSplit, checkShare } from './build-split';
import { rowsOfUsersByTime, sortedByTime, timesOf } from './rows-by-time';

/** Options of {@link splitPerUserByTime} and {@link splitGlobalByTime}. */
export interface SplitByTimeOptions {
  readonly data: RecommendationData;
  /** Share of the rows, the youngest, that are the test part. */
  readonly testShare: number;
  /** Share of the remaining rows, again the youngest, that are the validation part. */
  readonly validationShare: number;
}

function checkAll(where: string, options: SplitByTimeOptions): void {
  checkOptions(where, options, ['data', 'testShare', 'validationShare']);
  checkShare(where, 'testShare', options.testShare);
  checkShare(where, 'validationShare', options.validationShare);
}

/** Cuts rows that are ordered by time into the three parts. */
export function cutInOrder(
  rows: Int32Array,
  { testShare, validationShare }: Pick<SplitByTimeOptions, 'testShare' | 'validationShare'>,
): SplitParts {
  const before = rows.length - Math.round(rows.length * testShare);
  const trainEnd = before - Math.round(before * validationShare);
  return {
    train: rows.slice(0, trainEnd),
    validation: rows.slice(trainEnd, before),
    test: rows.slice(before),
  };
}

function joined(parts: readonly SplitParts[], part: keyof SplitParts): Int32Array {
  return Int32Array.from(parts.flatMap((own) => [...own[part]])).sort();
}

/**
 * Per-user by time: the youngest `testShare` of each user's ratings are in the test part, the youngest
 * `validationShare` of the user's others in validation.
 * @throws InputError if the data have no timestamps, or a share is not between 0 and 1
 */
export function splitPerUserByTime(options: SplitByTimeOptions): Split {
  checkAll('splitPerUserByTime', options);
  const { data, testShare } = options;
  const perUser = rowsOfUsersByTime(data, timesOf('splitPerUserByTime', data)).map((rows) =>
    cutInOrder(rows, options),
  );
  const parts = {
    train: joined(perUser, 'train'),
    validation: joined(perUser, 'validation'),
    test: joined(perUser, 'test'),
  };
  return buildSplit(`per-user-by-time-${testShare}`, data, parts, 'per-user');
}

/**
 * Global by time: the youngest `testShare` of all ratings are the test part, the youngest `validationShare` of the
 * others validation. The nearest to what a running service sees.
 * @throws InputError if the data have no timestamps, or a share is not between 0 and 1
 */
export function splitGlobalByTime(options: SplitByTimeOptions): Split {
  checkAll('splitGlobalByTime', options);
  const { data, testShare } = options;
  const times = timesOf('splitGlobalByTime', data);
  const parts = cutInOrder(sortedByTime(allRows(times.length), times), options);
  for (const rows of Object.values(parts)) rows.sort();
  return buildSplit(`global-by-time-${testShare}`, data, parts, 'global');
}
