import type { Rows } from '../file/rows';
import type { OrdinalHead } from './ordinal-head';

/** A kind of rating model: from a user's numbers and an item to logits over the levels. */
export interface RatingCore {
  /** Length of a user's numbers. */
  readonly width: number;
  readonly users: number;
  /** What is read of a user, written to `into`. */
  read(user: number, into: Float32Array): void;
  /**
   * Logits of items from .. to - 1, [items, levels] into `out`.
   * @param user the numbers
   * @param index of the user whom they belong to; -1 for a new one
   */
  logits(options: LogitsOptions): void;
  /** Numbers for a new user who likes these items; absent where the kind cannot. */
  foldIn?(liked: Int32Array): Float32Array;
  /** The item's own vector; absent where the kind keeps none. */
  vector?(item: number): Float32Array;
  /** What is stored of a user; absent where nothing is. */
  stored?(user: number): Int32Array;
  /** How a pair's logits follow from a product; absent where they do not. */
  readonly byProduct?: ByProduct;
}

/** z = head(offset + ⟨query, item's row⟩) */
export interface ByProduct {
  readonly items: Rows;
  readonly head: OrdinalHead;
  /** @param user the numbers */
  queryOf(user: Float32Array): { readonly query: Float32Array; readonly offset: number };
}

export interface LogitsOptions {
  readonly user: Float32Array;
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly out: Float32Array;
}
