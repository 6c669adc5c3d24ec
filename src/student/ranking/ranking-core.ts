import type { Rows } from '../file/rows';

/** A kind of ranking model: logit of an item = ⟨hidden, item's vector⟩ + item's bias. */
export interface RankingCore {
  readonly vectors: Rows;
  /** [items]; null where all are 0. */
  readonly biases: Float32Array | null;
  /** What the hidden vector is made from. */
  readonly reads: 'users' | 'history' | 'both';
  /**
   * The vector of a request.
   * @param user -1 for an unknown one
   * @param history of at least one item where `reads` is `history`, oldest first
   */
  hidden(user: number, history: Int32Array): Float32Array;
  /** That of a new user who likes these items; only where `reads` is `users`. */
  foldIn?(liked: Int32Array): Float32Array;
}
