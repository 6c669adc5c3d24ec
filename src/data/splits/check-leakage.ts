import { isImplicit } from '../implicit-feedback';
import type { RecommendationData } from '../recommendation-data';
import type { Split, SplitParts } from '../split';
import { orderOf } from './rows-by-time';

/** Whether the order of time holds within each user, or over all rows. */
export type TimeOrder = 'per-user' | 'global';

/** What {@link checkParts} looks at. */
export interface CheckedParts {
  readonly name: string;
  readonly data: RecommendationData;
  readonly parts: SplitParts;
  readonly timeOrder: TimeOrder | null;
}

const PART_NAMES = ['train', 'validation', 'test'] as const;

function describe(data: RecommendationData, row: number): string {
  const { users, items } = data.interactions;
  return `row ${row} (user ${data.users.ids[users[row]]}, item ${data.items.ids[items[row]]})`;
}

/** Implicit data carry no label, so that a pair that comes again, later, gives nothing away. */
function mayRecur({ data, timeOrder }: CheckedParts): boolean {
  return isImplicit(data) && timeOrder !== null;
}

function checkRowsAndPairs(checked: CheckedParts): void {
  const { name, data, parts } = checked;
  const pairsMayRecur = mayRecur(checked);
  const { users, items } = data.interactions;
  const partOfRow = new Map<number, string>();
  const partOfPair = new Map<number, string>();
  for (const part of PART_NAMES) {
    for (const row of parts[part]) {
      if (!(row >= 0 && row < users.length)) {
        throw new Error(`Split ${name}: expected rows 0 .. ${users.length - 1}, found row ${row} in ${part}`);
      }
      const pair = users[row] * data.items.ids.length + items[row];
      const other = partOfRow.get(row) ?? (pairsMayRecur ? undefined : partOfPair.get(pair));
      if (other !== undefined) {
        const what = partOfRow.has(row) ? 'it' : 'the same pair';
        throw new Error(
          `Split ${name} leaks: ${describe(data, row)} is in ${part}, and ${what} is in ${other} already; every pair belongs to one part`,
        );
      }
      partOfRow.set(row, part);
      partOfPair.set(pair, part);
    }
  }
}

/** Earliest or latest row of each group. */
function extremes(
  rows: Int32Array,
  groupOf: (row: number) => number,
  isBetter: (row: number, held: number) => boolean,
): Map<number, number> {
  const held = new Map<number, number>();
  for (const row of rows) {
    const group = groupOf(row);
    const other = held.get(group);
    if (other === undefined || isBetter(row, other)) held.set(group, row);
  }
  return held;
}

function checkOrder({ name, data, parts, timeOrder }: CheckedParts, before: number, after: number): void {
  if (data.interactions.timestamps === null && timeOrder === 'global')
    throw new Error(`Split ${name}: a split by time needs timestamps, found none`);
  const times = orderOf(`Split ${name}`, data);
  const groupOf = (row: number) => (timeOrder === 'per-user' ? data.interactions.users[row] : 0);
  const [earlier, later] = [PART_NAMES[before], PART_NAMES[after]];
  const latest = extremes(parts[earlier], groupOf, (row, held) => times[row] > times[held]);
  const earliest = extremes(parts[later], groupOf, (row, held) => times[row] < times[held]);
  for (const [group, row] of latest) {
    const next = earliest.get(group);
    if (next === undefined || times[row] <= times[next]) continue;
    throw new Error(
      `Split ${name} leaks the future: ${describe(data, row)} of ${earlier} is from ${times[row]}, after ${describe(data, next)} of ${later} from ${times[next]}`,
    );
  }
}

/**
 * Checks parts that are not in a {@link Split} yet.
 * @throws Error as {@link checkLeakage}
 */
export function checkParts(checked: CheckedParts): void {
  checkRowsAndPairs(checked);
  if (checked.timeOrder === null) return;
  checkOrder(checked, 0, 1);
  checkOrder(checked, 0, 2);
  checkOrder(checked, 1, 2);
}

/**
 * The leakage guard: no row and no pair of user and item may be in two parts, and under a split by time nothing in an
 * earlier part may be younger than anything (of the same user, for a per-user split) in a later one; without timestamps,
 * the later row of a user is the younger. Under such a split of implicit data a pair may come again in a later part.
 * @throws Error naming the first row that leaks, and where its counterpart is
 */
export function checkLeakage(split: Split): void {
  split.checkLeakage();
}
