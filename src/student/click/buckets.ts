import type { Fields } from '../file/fields';

/** ⌊x⌋ for |x| ≤ 2, else 3 + ⌊ln(x)²⌋ with the sign of x. */
function squaredLogKey(x: number): number {
  if (Math.abs(x) <= 2) return Math.floor(x);
  return Math.sign(x) * (3 + Math.floor(Math.log(Math.abs(x)) ** 2));
}

/** How many of the ascending numbers are ≤ x. */
function countUpTo(ascending: readonly number[], x: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Position of the key nearest to x; of two, the lower. */
function nearest(keys: readonly number[], x: number): number {
  const above = countUpTo(keys, x);
  if (above === 0 || above === keys.length) return Math.max(above - 1, 0);
  return keys[above] - x < x - keys[above - 1] ? above : above - 1;
}

export interface Buckets {
  /** Ids, that of missing numbers included. */
  readonly size: number;
  /** 0 for NaN; a bucket that training did not fill is the nearest that it did. */
  of(x: number): number;
}

export function bucketsOf(stored: Fields): Buckets {
  if (stored.word('kind', ['squared-log', 'quantiles']) === 'quantiles') {
    const edges = stored.numbers('edges');
    return { size: edges.length + 2, of: (x) => (Number.isNaN(x) ? 0 : 1 + countUpTo(edges, x)) };
  }
  const keys = stored.numbers('keys');
  const of = (x: number) => (Number.isNaN(x) || keys.length === 0 ? 0 : 1 + nearest(keys, squaredLogKey(x)));
  return { size: keys.length + 1, of };
}
