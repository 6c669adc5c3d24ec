import { inferRatingColumns } from '../../data/infer-columns';
import { IssueLog } from '../../data/load-report';
import { columnIndex, readTable } from '../../data/tables/read-table';
import { InputError } from '../../errors';
import type { ScoreFlags } from './score-flags';

/**
 * Ids of the items that the user has in the file of `--exclude-seen`; none without one.
 * @throws InputError where a file is given and no user
 */
export async function seenItems({
  user,
  excludeSeen,
  userColumn,
  itemColumn,
}: ScoreFlags): Promise<Set<string>> {
  if (excludeSeen === undefined) return new Set();
  if (user === undefined)
    throw new InputError(`--exclude-seen ${excludeSeen}: expected --user beside, found none`);
  const table = await readTable({ path: excludeSeen }, new IssueLog());
  const given = {
    ...(userColumn === undefined ? {} : { user: userColumn }),
    ...(itemColumn === undefined ? {} : { item: itemColumn }),
  };
  const columns = await inferRatingColumns({ path: excludeSeen }, given);
  const [users, items] = [columnIndex(table, columns.user), columnIndex(table, columns.item)];
  return new Set(
    table.rows.filter((cells) => cells[users].trim() === user).map((cells) => cells[items].trim()),
  );
}
