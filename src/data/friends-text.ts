import { checkOptions, InputError } from '../errors';
import type { RecommendationData, UserGraph } from './recommendation-data';
import { inWords } from './sources/movielens-text';
import type { Split } from './split';
import { friendsOf } from './user-graph';

/** The training rows of each user. */
function rowsOfUsers(
  { users }: RecommendationData['interactions'],
  train: Int32Array,
  count: number,
): number[][] {
  const rows: number[][] = Array.from({ length: count }, () => []);
  for (const row of train) rows[users[row]].push(row);
  return rows;
}

/** The items that all friends together took most, by weight where there are weights; ties by the items' order. */
function favouritesOf(friends: Int32Array, rows: readonly number[][], split: Split, most: number): number[] {
  const { items, weights } = split.data.interactions;
  const totals = new Map<number, number>();
  for (const friend of friends)
    for (const row of rows[friend])
      totals.set(items[row], (totals.get(items[row]) ?? 0) + (weights?.[row] ?? 1));
  const order = [...totals].sort(([a, x], [b, y]) => y - x || a - b);
  return order.slice(0, most).map(([item]) => item);
}

function checkFriends({ split, itemNames, most }: FriendsTextOptions): UserGraph {
  const { name, userGraph, items } = split.data;
  if (userGraph === undefined)
    throw new InputError(`friendsText: data set ${name} has no userGraph; load it with a file of friends`);
  if (itemNames.length !== items.ids.length)
    throw new InputError(
      `friendsText: itemNames must have one name for each of the ${items.ids.length} items, found ${itemNames.length}`,
    );
  if (!Number.isInteger(most) || most < 1)
    throw new InputError(`friendsText: most must be a whole number of at least 1, found ${most}`);
  return userGraph;
}

/** Options of {@link friendsText}. */
export interface FriendsTextOptions {
  readonly split: Split;
  /** [items], what each is called; an item without a name is not mentioned. */
  readonly itemNames: readonly string[];
  /** So many items are named at most. */
  readonly most: number;
}

/**
 * A text for each user out of what the user's friends took most: "Friends like Radiohead, Muse and Blur". Only training
 * rows are read, so that nothing of validation or test can leak into it; a user's own rows are not.
 * @returns [users]; an empty text for users without friends, and where friends took nothing. `split.withUserTexts` makes
 *   them the users' texts
 * @throws InputError if the data have no userGraph
 */
export function friendsText(options: FriendsTextOptions): string[] {
  checkOptions('friendsText', options, ['split', 'itemNames', 'most']);
  const graph = checkFriends(options);
  const { split, itemNames, most } = options;
  const { interactions, users } = split.data;
  const rows = rowsOfUsers(interactions, split.train, users.ids.length);
  return users.ids.map((_, user) => {
    const favourites = favouritesOf(friendsOf(graph, user), rows, split, most);
    const names = favourites.map((item) => itemNames[item].trim()).filter((name) => name !== '');
    return names.length === 0 ? '' : `Friends like ${inWords(names)}`;
  });
}
