import { checkOptions, InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import type { PairBatch } from '../recommendation-data';
import type { ClickTable } from './click-table';
import { checkRow } from './memory-click-table';

/**
 * Pairs of user and item as a click log of two fields: who took an item clicked, who did not, did not. Ids are
 * 1 + user and 1 + item, since 0 stands for unknown ones.
 * @param options.labels [pairs], 1 for a click, 0 for none
 * @throws InputError where lengths differ, a label is neither 0 nor 1, or an index is no user or item
 */
export function pairClickTable(options: {
  readonly users: number;
  readonly items: number;
  readonly pairs: PairBatch;
  readonly labels: Float32Array;
}): ClickTable {
  checkOptions('pairClickTable', options, ['users', 'items', 'pairs', 'labels']);
  const { users, items, pairs, labels } = options;
  checkPairs(options);
  const read = (rows: Int32Array) => {
    const ids = new Int32Array(2 * rows.length);
    rows.forEach((row, i) => {
      checkRow(row, labels.length);
      ids[2 * i] = 1 + pairs.users[row];
      ids[2 * i + 1] = 1 + pairs.items[row];
    });
    return { ids, numbers: new Float32Array(0), labels: Float32Array.from(rows, (row) => labels[row]) };
  };
  return {
    fields: [
      { name: 'user', kind: 'categorical', size: users + 1 },
      { name: 'item', kind: 'categorical', size: items + 1 },
    ],
    rows: labels.length,
    read,
    groups: pairs.users,
    hash: sha256('pairs', `${users} ${items}`, pairs.users, pairs.items, labels),
  };
}

function checkPairs({ users, items, pairs, labels }: Parameters<typeof pairClickTable>[0]): void {
  const rows = labels.length;
  if (pairs.users.length !== rows || pairs.items.length !== rows) {
    throw new InputError(
      `pairClickTable: expected ${rows} users and items, one pair a label, found ${pairs.users.length} and ${pairs.items.length}`,
    );
  }
  for (let row = 0; row < rows; row++) {
    const [user, item, label] = [pairs.users[row], pairs.items[row], labels[row]];
    const isPair = user >= 0 && user < users && item >= 0 && item < items;
    if (isPair && (label === 0 || label === 1)) continue;
    throw new InputError(
      `pairClickTable: row ${row} must be a user below ${users}, an item below ${items} and a label 0 or 1, found ${user}, ${item} and ${label}`,
    );
  }
}
