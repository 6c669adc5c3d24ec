/** What a ranking is asked for: users with what they took before, oldest first. Several queries may share a sequence. */
export interface Contexts {
  /** [sequences], indices of users; -1 where nobody known stands behind the sequence. */
  readonly users: Int32Array;
  /** [sequences, width], row-major indices of items, oldest first, filled up with -1 on the right. */
  readonly sequences: Int32Array;
  readonly width: number;
  /** [queries], the sequence of each. */
  readonly rows: Int32Array;
  /** [queries], how many items of the sequence are known to the query, from the left; 0 for an empty history. */
  readonly lengths: Int32Array;
}

/** Each user's items in order: those of user u are `items[offsets[u]] .. items[offsets[u + 1] - 1]`. */
export interface Sequences {
  /** [users + 1] */
  readonly offsets: Int32Array;
  readonly items: Int32Array;
  /** How much each event says, above 0, e.g. ln(1 + plays); absent where all say as much. */
  readonly weights?: Float32Array;
}
