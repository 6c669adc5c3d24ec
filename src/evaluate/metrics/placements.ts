/** Sorted copy, ascending. */
export function ascending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** The number of sorted values below x, or of those that are not above it. */
function countBelow(sorted: Float64Array, x: number, withEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < x || (withEqual && sorted[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where each value stands among others: the share of them that lie below it, equal ones counted by half.
 * @param sorted the others, ascending
 */
export function placements(values: ArrayLike<number>, sorted: Float64Array): Float64Array {
  return Float64Array.from(values, (x) => {
    const twice = countBelow(sorted, x, false) + countBelow(sorted, x, true);
    return twice / (2 * sorted.length);
  });
}
