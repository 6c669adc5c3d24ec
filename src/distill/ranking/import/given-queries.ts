import { contextsFrom } from '../../../data/build-contexts';
import type { Contexts } from '../../../data/contexts';
import { historyOf, sequencesOf } from '../../../data/sequences';
import type { GivenHistory, Split } from '../../../data/split';
import { InputError } from '../../../errors';
import type { GivenList } from './given-list';

/** What a list was asked for, in indices. */
export type GivenQuery = GivenHistory;

function indexOf(ids: ReadonlyMap<string, number>, id: string, kind: string, place: string): number {
  const index = ids.get(id);
  if (index !== undefined) return index;
  throw new InputError(
    `${place}: expected ${kind}s of the data set, found ${kind} "${id}", which it does not have`,
  );
}

/**
 * What the lists were asked for: the context that stands in the file, or else the user's training history; of both the
 * youngest `maxLength` items.
 * @throws InputError for an unknown id, a context that knows held-out events, or a query that has a list already
 */
export function queriesOf(
  lists: readonly GivenList[],
  {
    split,
    itemIndex,
    maxLength,
  }: { split: Split; itemIndex: ReadonlyMap<string, number>; maxLength: number },
): GivenQuery[] {
  const userIndex = new Map(split.data.users.ids.map((id, index) => [id, index]));
  const histories = sequencesOf({ data: split.data, rows: split.train });
  const queries = lists.map(({ user, context, place }): GivenQuery => {
    const index = user === null ? -1 : indexOf(userIndex, user, 'user', place);
    const known =
      context === null
        ? historyOf(histories, index)
        : Int32Array.from(context, (item) => indexOf(itemIndex, item, 'item', place));
    return { user: index, items: known, place };
  });
  split.checkHistories(queries);
  const cut = queries.map((query) => ({ ...query, items: query.items.slice(-maxLength) }));
  checkOnce(cut);
  return cut;
}

function keyOf(user: number, items: Int32Array): string {
  return `${user}:${items.join(',')}`;
}

function checkOnce(queries: readonly GivenQuery[]): void {
  const places = new Map<string, string>();
  for (const { user, items, place } of queries) {
    const key = keyOf(user, items);
    const other = places.get(key);
    if (other !== undefined)
      throw new InputError(
        `${place}: expected one list a query, found the user and context of ${other} again`,
      );
    places.set(key, place);
  }
}

/** The queries of the file as contexts, a sequence each. */
export function contextsOfQueries(queries: readonly GivenQuery[]): Contexts {
  return contextsFrom(queries.map(({ user, items }) => ({ user, items, lengths: [items.length] })));
}

/**
 * For each query of the contexts the number of its list.
 * @throws InputError for a query that has none
 */
export function matchQueries(contexts: Contexts, queries: readonly GivenQuery[], split: Split): Int32Array {
  const byKey = new Map(queries.map(({ user, items }, list) => [keyOf(user, items), list]));
  const { users, sequences, width, rows, lengths } = contexts;
  return Int32Array.from(rows, (row, query) => {
    const known = sequences.subarray(row * width, row * width + lengths[query]);
    const list = byKey.get(keyOf(users[row], known));
    if (list !== undefined) return list;
    const { users: people, items } = split.data;
    const ids = Array.from(known.slice(-5), (item) => items.ids[item]).join(', ');
    throw new InputError(
      `importSoftTargets: query ${query} (user ${people.ids[users[row]] ?? 'unknown'}, ${known.length} items, the last ${ids || 'none'}) has no list in the file; score all queries, or take those of the file alone (contexts null, --soft-queries file)`,
    );
  });
}
