import type { BestItemsOptions, RankedItem } from '../catalogue/best-items';

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
  /** Makes a way to the best items without rating all; absent, or null, where there is none. */
  bestRated?(): BestRated | null;
}

/** The ranking of `bestItems` over a user's expected ratings. */
export type BestRated = (
  options: Omit<BestItemsOptions, 'scores'> & {
    /** The user's numbers. */
    readonly user: Float32Array;
  },
) => RankedItem[];

export interface LogitsOptions {
  readonly user: Float32Array;
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly out: Float32Array;
}
