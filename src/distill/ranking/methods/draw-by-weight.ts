import type { Random } from '../../../random';

/** Standard Gumbel, -ln(-ln u). */
export function gumbel(random: Random): number {
  return -Math.log(-Math.log(random.uniform() || Number.MIN_VALUE));
}

/**
 * Draws without replacement, each next one in proportion to its weight among those left: the `count` largest of
 * ln w + Gumbel noise. Weights are given by their logarithms, so that they may lie any number of powers apart.
 * @param options.logWeights -Infinity for what must not be drawn
 * @returns indices in ascending order, fewer than `count` where fewer can be drawn
 * @see Efraimidis & Spirakis 2006, Information Processing Letters 97(5)
 */
export function drawByWeight(options: {
  readonly logWeights: ArrayLike<number>;
  readonly count: number;
  readonly random: Random;
}): Int32Array {
  const { logWeights, count, random } = options;
  // Loops and a sort of plain numbers: this runs for every row of every batch.
  const keys = new Float64Array(logWeights.length);
  for (let i = 0; i < keys.length; i++) keys[i] = logWeights[i] + gumbel(random);
  const ascending = keys.slice().sort();
  const impossible = ascending.findIndex((key) => key > Number.NEGATIVE_INFINITY);
  const possible = impossible < 0 ? 0 : keys.length - impossible;
  const drawn = new Int32Array(Math.min(count, possible));
  if (drawn.length === 0) return drawn;
  const threshold = ascending[keys.length - drawn.length];
  // Of equal keys at the threshold the first ones count, as many as there is room for.
  let room = drawn.length;
  for (const key of keys) room -= Number(key > threshold);
  for (let i = 0, at = 0; at < drawn.length; i++) {
    if (keys[i] > threshold || (keys[i] === threshold && room-- > 0)) drawn[at++] = i;
  }
  return drawn;
}

/** Logarithms of e^(-r / λ) for the places r = 1 .. k. */
export function logPlaceWeights(k: number, lambda: number): Float64Array {
  return Float64Array.from({ length: k }, (_, place) => -(place + 1) / lambda);
}
