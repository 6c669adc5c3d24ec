import * as tf from '@tensorflow/tfjs-node';
import { History, type RatedPairs } from '../../models/rating/history';
import type { ModelNumbers } from './model-numbers';
import { type NamedValues, productOf, sumOf } from './tables';

/** What a rating of the history adds to the vectors of its own user and item, to be taken out for that pair. */
export interface OwnRatings {
  /** [users, most ratings of a user], items; -1 fills up */
  readonly partners: Int32Array;
  /** [users, most, 4]: implicit and explicit share in the user's vector, then in the item's */
  readonly shares: Float32Array;
  readonly most: number;
}

/** The rating teacher with all that does not depend on the pair multiplied out. */
export interface TextRatingTables {
  /** [users, dimensions] and [items, dimensions]: ids, text, features and the whole history */
  readonly users: NamedValues;
  readonly items: NamedValues;
  readonly own: OwnRatings | null;
}

type Side = 'user' | 'item';

function historyOf(numbers: ModelNumbers, side: Side, rated: RatedPairs): History {
  const [rows, columns] = side === 'user' ? [rated.users, rated.items] : [rated.items, rated.users];
  const sizes = [numbers.number('users'), numbers.number('items')];
  const [own, other] = side === 'user' ? sizes : sizes.toReversed();
  return new History(own, other, { rows, columns, ratings: rated.ratings });
}

function historySums(numbers: ModelNumbers, side: Side, history: History): NamedValues {
  const [implicit, explicit] = (['implicit', 'explicit'] as const).map((part) =>
    numbers.named(`${side}-history/${part}`),
  );
  const sums = tf.tidy(() => {
    const table = ({ shape, values }: NamedValues) => tf.tensor2d(values, shape as [number, number]);
    const both = history.sums({ implicit: table(implicit), explicit: table(explicit) });
    return tf.add(both.implicit, both.explicit);
  });
  const values = sums.dataSync() as Float32Array;
  sums.dispose();
  return { name: `${side}-history`, shape: [history.rows, implicit.shape[1]], values };
}

function entities(numbers: ModelNumbers, side: Side, history: History | null): NamedValues {
  const parts = [numbers.named(`${side}-ids`)];
  for (const table of [`${side}-text`, `${side}-features`]) {
    if (numbers.has(table))
      parts.push(productOf(table, numbers.named(table), numbers.named(`${table}/weights`)));
  }
  if (history !== null) parts.push(historySums(numbers, side, history));
  return sumOf(`${side}s`, parts);
}

function ownRatings(users: number, rated: RatedPairs, ofUsers: History, ofItems: History): OwnRatings {
  const lists: number[][] = Array.from({ length: users }, () => []);
  rated.users.forEach((user, row) => {
    lists[user].push(row);
  });
  const most = Math.max(1, ...lists.map((list) => list.length));
  const partners = new Int32Array(users * most).fill(-1);
  const shares = new Float32Array(users * most * 4);
  const inUser = ofUsers.ownShare(rated.users, rated.items);
  const inItem = ofItems.ownShare(rated.items, rated.users);
  lists.forEach((list, user) => {
    list.forEach((row, place) => {
      const at = user * most + place;
      partners[at] = rated.items[row];
      const own = [inUser.implicit, inUser.explicit, inItem.implicit, inItem.explicit];
      shares.set(
        own.map((values) => values[row]),
        at * 4,
      );
    });
  });
  return { partners, shares, most };
}

export function textRatingTables(numbers: ModelNumbers, rated: RatedPairs | null): TextRatingTables {
  if (rated === null)
    return { users: entities(numbers, 'user', null), items: entities(numbers, 'item', null), own: null };
  const [ofUsers, ofItems] = (['user', 'item'] as const).map((side) => historyOf(numbers, side, rated));
  try {
    return {
      users: entities(numbers, 'user', ofUsers),
      items: entities(numbers, 'item', ofItems),
      own: ownRatings(numbers.number('users'), rated, ofUsers, ofItems),
    };
  } finally {
    ofUsers.dispose();
    ofItems.dispose();
  }
}
