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
  const keys = Float64Array.from(logWeights, (weight) => weight + gumbel(random));
  const possible: number[] = [];
  for (let i = 0; i < keys.length; i++) if (logWeights[i] > Number.NEGATIVE_INFINITY) possible.push(i);
  possible.sort((a, b) => keys[b] - keys[a]);
  return Int32Array.from(possible.slice(0, count)).sort();
}

/** Logarithms of e^(-r / λ) for the places r = 1 .. k. */
export function logPlaceWeights(k: number, lambda: number): Float64Array {
  return Float64Array.from({ length: k }, (_, place) => -(place + 1) / lambda);
}
