import { murmurHash3 } from '../../data/click/murmur-hash';

const SEED = 0x7261_6666;

/**
 * The place in a list of shares that a key falls to: a hash of the key in [0, 1), and the share that holds it. The same
 * key always falls to the same one, also after a restart and on other machines.
 * @param options.shares sum to 1
 */
export function shareOf({
  key,
  shares,
}: {
  readonly key: string;
  readonly shares: readonly number[];
}): number {
  const at = murmurHash3(key, SEED) / 2 ** 32;
  let end = 0;
  for (const [place, share] of shares.entries()) {
    end += share;
    if (at < end) return place;
  }
  // sums of shares may fall short of 1 by rounding
  return shares.length - 1;
}
