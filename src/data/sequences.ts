import { checkOptions } from '../errors';
import type { Sequences } from './contexts';
import type { RecommendationData } from './recommendation-data';
import { orderOf, rowsOfUsersByTime } from './splits/rows-by-time';

/**
 * Each user's items among the given rows in the order of time, then of row; of row alone where the data have no times.
 * @param options.rows row numbers of the interactions in any order, e.g. `split.train`
 * @throws InputError if some rows of the data have a time and others none
 */
export function sequencesOf(options: {
  readonly data: RecommendationData;
  readonly rows: Int32Array;
}): Sequences {
  checkOptions('sequencesOf', options, ['data', 'rows']);
  const { data, rows } = options;
  const perUser = rowsOfUsersByTime(data, orderOf('sequencesOf', data), rows);
  const offsets = new Int32Array(perUser.length + 1);
  const items = new Int32Array(rows.length);
  const { weights: given } = data.interactions;
  const weights = given && new Float32Array(rows.length);
  perUser.forEach((own, user) => {
    offsets[user + 1] = offsets[user] + own.length;
    own.forEach((row, i) => {
      items[offsets[user] + i] = data.interactions.items[row];
      if (weights && given) weights[offsets[user] + i] = given[row];
    });
  });
  return weights ? { offsets, items, weights } : { offsets, items };
}

/** A user's items, oldest first; a view, not a copy. */
export function historyOf({ offsets, items }: Sequences, user: number): Int32Array {
  return items.subarray(offsets[user], offsets[user + 1]);
}
