import { checkOptions } from '../../errors';
import type { RecommendationData } from '../recommendation-data';
import type { Split } from '../split';
import { buildSplit } from './build-split';
import { orderOf, rowsOfUsersByTime } from './rows-by-time';

const FEWEST_ROWS = 3;

/**
 * Leave-one-out: each user's youngest interaction is in the test part, the one before it in validation, the rest in
 * train; where the data have no timestamps, the later row is the younger. Users with fewer than 3 are in train alone.
 * An item that a user took again may stand in two parts where the data are implicit: each time is an event of its own.
 * @throws InputError if some rows have a time and others none
 */
export function splitLeaveOneOut(options: { readonly data: RecommendationData }): Split {
  checkOptions('splitLeaveOneOut', options, ['data']);
  const { data } = options;
  const train: number[] = [];
  const validation: number[] = [];
  const test: number[] = [];
  for (const rows of rowsOfUsersByTime(data, orderOf('splitLeaveOneOut', data))) {
    const held = rows.length < FEWEST_ROWS ? 0 : 2;
    for (const row of rows.subarray(0, rows.length - held)) train.push(row);
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
