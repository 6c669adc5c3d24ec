import type { Rows } from '../file/rows';
import { FastTopK } from '../wasm/fast-top-k';
import { norm } from '../wasm/scan-layout';
import type { OrdinalHead } from './ordinal-head';
import type { BestRated } from './rating-core';

/** z = head(offset + ⟨query, item's row⟩) */
export interface ByProduct {
  readonly items: Rows;
  readonly users: Rows;
  readonly head: OrdinalHead;
  /** @param user a row */
  queryOf(user: Float32Array): { readonly query: Float32Array; readonly offset: number };
}

/**
 * Best items by expected rating, where the rating follows from a product: the products' scan tells which few to rate.
 * @returns null where this machine or these numbers allow no such way
 */
export function fastRatings({ items, users, head, queryOf }: ByProduct): BestRated | null {
  const fast = FastTopK.over({ vectors: items.all(), width: items.width, biases: null });
  if (fast === null) return null;
  const { mean, largestNorm } = fast.layout;
  const longest = 1.001 * (norm(mean) + largestNorm); // with room for rounding
  const largestOf = ({ query, offset }: ReturnType<typeof queryOf>) =>
    Math.abs(offset) + norm(query) * longest;
  const own = new Float32Array(users.width);
  let largest = 0;
  for (let user = 0; user < users.count; user++) {
    users.read(user, own);
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
