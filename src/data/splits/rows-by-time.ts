import { InputError } from '../../errors';
import type { RecommendationData } from '../recommendation-data';

/**
 * The time of each row.
 * @throws InputError if the data have none, or rows without one
 */
export function timesOf(where: string, data: RecommendationData): Float64Array {
  const times = data.interactions.timestamps;
  if (times === null)
    throw new InputError(`${where}: data set ${data.name} has no timestamps; use a random split`);
  const missing = times.reduce((count, time) => count + (Number.isNaN(time) ? 1 : 0), 0);
  if (missing === 0) return times;
  throw new InputError(
    `${where}: ${missing} rows of data set ${data.name} have no timestamp; leave them out of the file`,
  );
}

/**
 * What a user's events are ordered by: the time of each row, or its number where the data have no times.
 * @throws InputError if some rows have a time and others none
 */
export function orderOf(where: string, data: RecommendationData): Float64Array {
  const { users, timestamps } = data.interactions;
  return timestamps === null ? Float64Array.from(users.keys()) : timesOf(where, data);
}

/** Rows from the oldest to the youngest; of one time, in their own order. */
export function sortedByTime(rows: Int32Array, times: Float64Array): Int32Array {
  return Int32Array.from(rows).sort((a, b) => times[a] - times[b] || a - b);
}

/** Of the given rows each user's, from the oldest to the youngest. */
export function rowsOfUsersByTime(
  data: RecommendationData,
  times: Float64Array,
  given: Int32Array | null = null,
): Int32Array[] {
  const { users } = data.interactions;
  const rows: number[][] = data.users.ids.map(() => []);
  for (const row of given ?? users.keys()) rows[users[row]].push(row);
  return rows.map((own) => sortedByTime(Int32Array.from(own), times));
}
