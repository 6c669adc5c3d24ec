import type { BestItemsOptions, RankedItem } from '../catalogue/best-items';
import { FastTopK } from '../wasm/fast-top-k';
import type { RatingCore } from './rating-core';

/** Best items by expected rating, where the rating follows from a product: the products' scan tells which few to rate. */
export type BestRated = (
  options: Omit<BestItemsOptions, 'scores'> & {
    /** The user's numbers. */
    readonly user: Float32Array;
  },
) => RankedItem[];

/** Null where this machine or these numbers allow no such way: `bestItems` gives the same ranking. */
export function fastRatings({ byProduct, users, width, read }: RatingCore): BestRated | null {
  const vectors = byProduct?.items.all();
  if (byProduct === undefined || !vectors?.every(Number.isFinite)) return null;
  const { items, head, queryOf } = byProduct;
  const fast = FastTopK.over({ vectors, width: items.width, biases: null });
  if (fast === null) return null;
  const largestOf = ({ query, offset }: ReturnType<typeof queryOf>) =>
    Math.abs(offset) + fast.largestProduct(query);
  const own = new Float32Array(width);
  let largest = 0;
  for (let user = 0; user < users; user++) {
    read(user, own);
    largest = Math.max(largest, largestOf(queryOf(own)));
  }
  const reach = head.reach(largest);
  if (reach === null) return null;
  return ({ user, ...options }) => {
    const asked = queryOf(user);
    const { query, offset } = asked;
    const error = reach.errorOf(largestOf(asked));
    const reachOf = (rating: number) => reach.below(rating - error) - offset;
    const block = (from: number, to: number, out: Float32Array) => {
      items.products(query, from, to, out);
      for (let i = 0; i < to - from; i++) out[i] = head.rating(offset + out[i]);
    };
    return fast.bestItems({ ...options, query, scores: { block }, reachOf });
  };
}
