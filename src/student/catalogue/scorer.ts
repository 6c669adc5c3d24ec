import type { Basis } from '../student';
import type { BestItemsOptions, ItemScores, RankedItem } from './best-items';

/** What a request asks about, by index. */
export interface Asked {
  /** -1 where nobody known asks. */
  readonly user: number;
  /** The known items that were sent, oldest first; null where none were. */
  readonly sent: Int32Array | null;
}

export interface Answer extends ItemScores {
  readonly basis: Basis;
  /** Logits of an item's rating levels; absent of rankings. */
  readonly levelLogits?: (item: number) => Float32Array;
  /** A way to the same ranking as `bestItems` without scoring everything; absent where there is none. */
  readonly best?: (options: Omit<BestItemsOptions, 'scores'>) => RankedItem[];
}

/** What a kind of student must be able to do; `CatalogueStudent` does the rest. */
export interface Scorer {
  /** Whether what a user took is left out unless asked for. */
  readonly leavesOutSeen: boolean;
  /** What is stored of a user, oldest first. */
  stored(user: number): Int32Array;
  answer(asked: Asked): Answer;
  /** Null of rankings. */
  readonly levels: readonly number[] | null;
  /** The item's vector; null where there is none. */
  vector(item: number): Float32Array | null;
}
