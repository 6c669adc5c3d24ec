import { InputError } from '../errors';
import type { IssueLog } from './load-report';
import type { UserGraph } from './recommendation-data';
import { columnIndex } from './tables/read-table';
import { placeOf, type Table, type TableFile } from './tables/table';

/** A file of ties between users, a line a tie. */
export interface UserGraphFile {
  readonly file: TableFile;
  /** Names of the columns with the user and the one whom the user knows or trusts. */
  readonly columns: { readonly user: string; readonly friend: string };
  /** Whether a tie holds in both directions though the file may name one of them: friendship, but not trust. */
  readonly isMutual: boolean;
}

/** A tie's two ends as indices; null where the line says nothing of the data's users. */
function tieAt(
  { table, row, ids }: { table: Table; row: number; ids: readonly [string, string] },
  userIndex: ReadonlyMap<string, number>,
  log: IssueLog,
): [number, number] | null {
  const place = placeOf(table, row);
  const ends = ids.map((id) => userIndex.get(id));
  const stranger = ends.indexOf(undefined);
  if (stranger >= 0) {
    log.count('unknown-friend', place, `user ${ids[stranger]} is not in the data; tie left out`);
    return null;
  }
  if (ends[0] !== ends[1]) return ends as [number, number];
  log.count('own-friend', place, `user ${ids[0]} is tied to themselves; left out`);
  return null;
}

function packed(neighbours: readonly ReadonlySet<number>[]): UserGraph {
  const offsets = new Int32Array(neighbours.length + 1);
  neighbours.forEach((own, user) => {
    offsets[user + 1] = offsets[user] + own.size;
  });
  const flat = new Int32Array(offsets[neighbours.length]);
  neighbours.forEach((own, user) => {
    flat.set(Int32Array.from(own).sort(), offsets[user]);
  });
  return { offsets, neighbours: flat };
}

/**
 * The graph of the data's users out of a table of ties. Ties of users whom the data do not know are counted as
 * `unknown-friend` and left out, those of a user with themselves as `own-friend`, a line that stands twice as
 * `duplicate-friend`.
 * @throws InputError as `file:line` at an empty id
 */
export function buildUserGraph(
  table: Table,
  { columns, isMutual }: Omit<UserGraphFile, 'file'>,
  userIndex: ReadonlyMap<string, number>,
  log: IssueLog,
): UserGraph {
  const [from, to] = [columnIndex(table, columns.user), columnIndex(table, columns.friend)];
  const named = Array.from({ length: userIndex.size }, () => new Set<number>());
  table.rows.forEach((cells, row) => {
    const ids = [cells[from].trim(), cells[to].trim()] as const;
    if (ids.includes(''))
      throw new InputError(`${placeOf(table, row)}: expected two ids of users, found an empty one`);
    const tie = tieAt({ table, row, ids }, userIndex, log);
    if (tie === null) return;
    if (named[tie[0]].has(tie[1]))
      log.count('duplicate-friend', placeOf(table, row), 'this tie stands twice');
    named[tie[0]].add(tie[1]);
  });
  if (!isMutual) return packed(named);
  const mutual = named.map((own) => new Set(own));
  named.forEach((own, user) => {
    for (const friend of own) mutual[friend].add(user);
  });
  return packed(mutual);
}

/** Whom a user is tied to; a view, not a copy. */
export function friendsOf({ offsets, neighbours }: UserGraph, user: number): Int32Array {
  return neighbours.subarray(offsets[user], offsets[user + 1]);
}
