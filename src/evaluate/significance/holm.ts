import { InputError } from '../../errors';

/**
 * Holm's step-down adjustment of p values that were looked at together: with the p sorted, p_(1) ≤ … ≤ p_(m),
 *   p'_(k) = max over j ≤ k of min(1, (m − j + 1) · p_(j))
 * Rejecting where p' < 0.05 keeps the chance of one false finding among all m below 0.05, whatever their dependence.
 * @returns in the order given
 * @throws InputError where a p is not in [0, 1]
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6(2)
 */
export function holmAdjusted(ps: ArrayLike<number>): number[] {
  const list = Array.from(ps);
  const wrong = list.findIndex((p) => !(p >= 0 && p <= 1));
  if (wrong >= 0)
    throw new InputError(`holmAdjusted: p[${wrong}] must be a number from 0 to 1, found ${list[wrong]}`);
  const adjusted = new Array<number>(list.length);
  let largest = 0;
  const order = [...list.keys()].sort((a, b) => list[a] - list[b]);
  order.forEach((at, rank) => {
    largest = Math.max(largest, Math.min(1, (list.length - rank) * list[at]));
    adjusted[at] = largest;
  });
  return adjusted;
}
