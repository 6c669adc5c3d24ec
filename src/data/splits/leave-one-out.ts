import { checkOptions } from '../../errors';
import type { RecommendationData } from '../recommendation-data';
import type { Split } from '../split';
import { buildSplit } from './build-split';
import { rowsOfUsersByTime, timesOf } from './rows-by-time';

const FEWEST_ROWS = 3;

/**
 * Leave-one-out: each user's youngest rating is in the test part, the one before it in validation, the rest in train.
 * Users with fewer than 3 ratings are in train alone.
 * @throws InputError if the data have no timestamps
 */
export function splitLeaveOneOut(options: { readonly data: RecommendationData }): Split {
  checkOptions('splitLeaveOneOut', options, ['data']);
  const { data } = options;
  const train: number[] = [];
  const validation: number[] = [];
  const test: number[] = [];
  for (const rows of rowsOfUsersByTime(data, timesOf('splitLeaveOneOut', data))) {
    const held = rows.length < FEWEST_ROWS ? 0 : 2;
    train.push(...rows.subarray(0, rows.length - held));
    if (held === 0) continue;
    validation.push(rows[rows.length - 2]);
    test.push(rows[rows.length - 1]);
  }
  const parts = {
    train: Int32Array.from(train).sort(),
    validation: Int32Array.from(validation).sort(),
    test: Int32Array.from(test).sort(),
  };
  return buildSplit('leave-one-out', data, parts, 'per-user');
}
