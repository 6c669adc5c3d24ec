import type { RawRating } from './build-interactions';
import type { IssueLog } from './load-report';
import { placeOf, type Table } from './tables/table';

/** Whether a later row of the same user and item takes the place of the row held; a row without time counts as oldest. */
function replaces(later: RawRating, held: RawRating): boolean {
  return (
    !(later.timestamp < held.timestamp) && !(Number.isNaN(later.timestamp) && !Number.isNaN(held.timestamp))
  );
}

/** What a second row of one user and item is called, and what is done about it. */
const SECOND_ROWS = {
  duplicate: (raw: RawRating) => `user ${raw.user} rated item ${raw.item} again; the last by time is kept`,
  repeat: (raw: RawRating) => `user ${raw.user} took item ${raw.item} again; the last by time is kept`,
};

/** Of several rows of one item and one user, keeps the last by time (by line where times are equal). */
export function withoutDuplicates(
  ratings: readonly RawRating[],
  table: Table,
  log: IssueLog,
  kind: keyof typeof SECOND_ROWS,
): RawRating[] {
  const kept = new Map<string, RawRating>();
  for (const raw of ratings) {
    const pair = `${raw.user}\n${raw.item}`;
    const held = kept.get(pair);
    if (held !== undefined) {
      log.count(kind, placeOf(table, raw.row), SECOND_ROWS[kind](raw));
      if (!replaces(raw, held)) continue;
    }
    kept.set(pair, raw);
  }
  return ratings.length === kept.size ? [...ratings] : [...kept.values()].sort((a, b) => a.row - b.row);
}

/** Counts as `repeat` the events of a user with an item that the user took before; all are kept. */
export function countRepeats(ratings: readonly RawRating[], table: Table, log: IssueLog): void {
  const seen = new Set<string>();
  for (const raw of ratings) {
    const pair = `${raw.user}\n${raw.item}`;
    if (seen.has(pair))
      log.count('repeat', placeOf(table, raw.row), `user ${raw.user} took item ${raw.item} again; kept`);
    seen.add(pair);
  }
}
