import { InputError } from '../errors';
import type { IssueLog } from './load-report';
import type { Interactions } from './recommendation-data';
import { columnIndex, readTable } from './tables/read-table';
import { placeOf, type TableFile } from './tables/table';

/** A fold that a source publishes: the file that lists its test rows. All other rows are its training part. */
export interface PublishedFoldFile {
  readonly name: string;
  readonly test: TableFile;
}

/** What is needed to find a row by its pair of ids. */
export interface RowFinder {
  readonly userIndex: ReadonlyMap<string, number>;
  readonly itemIndex: ReadonlyMap<string, number>;
  readonly interactions: Interactions;
  readonly columns: { readonly user: string; readonly item: string };
}

/** Row number by `user index * items + item index`. */
function rowsByPair({ interactions, itemIndex }: RowFinder): Map<number, number> {
  const rows = new Map<number, number>();
  const { users, items } = interactions;
  for (let row = 0; row < users.length; row++) rows.set(users[row] * itemIndex.size + items[row], row);
  return rows;
}

async function testRowsOf(
  fold: PublishedFoldFile,
  finder: RowFinder,
  rows: ReadonlyMap<number, number>,
  log: IssueLog,
): Promise<Int32Array> {
  const table = await readTable(fold.test, log);
  const userColumn = columnIndex(table, finder.columns.user);
  const itemColumn = columnIndex(table, finder.columns.item);
  const found = table.rows.map((cells, r) => {
    const user = finder.userIndex.get(cells[userColumn].trim());
    const item = finder.itemIndex.get(cells[itemColumn].trim());
    const row =
      user === undefined || item === undefined ? undefined : rows.get(user * finder.itemIndex.size + item);
    if (row !== undefined) return row;
    throw new InputError(
      `${placeOf(table, r)}: expected a user and item that the ratings file holds, found ${cells[userColumn]} and ${cells[itemColumn]}; are both of one download?`,
    );
  });
  return Int32Array.from(new Set(found)).sort();
}

/** The row numbers of the published folds. */
export async function readPublishedFolds(
  folds: readonly PublishedFoldFile[],
  finder: RowFinder,
  log: IssueLog,
): Promise<Record<string, { train: Int32Array; test: Int32Array }>> {
  const byName: Record<string, { train: Int32Array; test: Int32Array }> = {};
  if (folds.length === 0) return byName;
  const rows = rowsByPair(finder);
  for (const fold of folds) {
    const test = await testRowsOf(fold, finder, rows, log);
    const isTest = new Uint8Array(finder.interactions.users.length);
    for (const row of test) isTest[row] = 1;
    const train = Int32Array.from(isTest.keys()).filter((row) => isTest[row] === 0);
    byName[fold.name] = { train, test };
  }
  return byName;
}
