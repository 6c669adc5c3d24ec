import { InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import type { Random } from '../../random';
import type { RecommendationData } from '../recommendation-data';
import { Split, type SplitParts } from '../split';
import type { TimeOrder } from './check-leakage';

/** @throws InputError unless the share lies in (0, 1) */
export function checkShare(where: string, name: string, share: number): void {
  if (share > 0 && share < 1) return;
  throw new InputError(`${where}: ${name} must lie between 0 and 1, found ${share}`);
}

/** Row numbers 0 .. count - 1. */
export function allRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}

/** Divides rows at random: `count` of them, and the rest; both ascending. */
export function takeRandomRows(
  rows: Int32Array,
  count: number,
  random: Random,
): { readonly taken: Int32Array; readonly rest: Int32Array } {
  const order = random.permutation(rows.length);
  const pick = (positions: Int32Array) => Int32Array.from(positions, (position) => rows[position]).sort();
  return { taken: pick(order.subarray(0, count)), rest: pick(order.subarray(count)) };
}

/** @throws InputError if a part is empty */
export function checkNoneEmpty(name: string, parts: SplitParts, rows: number): void {
  for (const part of ['train', 'validation', 'test'] as const) {
    if (parts[part].length > 0) continue;
    throw new InputError(
      `split ${name}: expected rows in every part, found none in ${part} (${rows} rows in all); give larger shares or more data`,
    );
  }
}

/**
 * Makes the split of the given parts, named, hashed and checked for leakage.
 * @throws InputError if a part is empty
 */
export function buildSplit(
  name: string,
  data: RecommendationData,
  parts: SplitParts,
  timeOrder: TimeOrder | null = null,
): Split {
  checkNoneEmpty(name, parts, data.interactions.users.length);
  const hash = sha256(data.hash, parts.train, parts.validation, parts.test);
  const split = new Split(name, data, parts.train, parts.validation, parts.test, hash, timeOrder);
  split.checkLeakage();
  return split;
}
