import type { Random } from '../../random';

/** Sums of the weights up to and with each one. */
export function runningSums(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}

/** An index in proportion to its weight, found by halving the running sums. */
export function drawWeighted(sums: Float64Array, random: Random): number {
  const point = random.uniform() * sums[sums.length - 1];
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > point) high = middle;
    else low = middle + 1;
  }
  return low;
}
