/** Numeric side features of users or items, row after row in the order of the entities' ids. */
export interface FeatureTable {
  /** One name a column. */
  readonly names: readonly string[];
  /** [entities, names.length], row-major */
  readonly values: Float32Array;
}

/** Users or items: what is known of each besides the interactions. All arrays run in the order of `ids`. */
export interface Entities {
  readonly ids: readonly string[];
  /** What a language model reads; an empty string where nothing is known. */
  readonly texts: readonly string[];
  readonly features: FeatureTable | null;
}

/** One row a rating, or an event of implicit data; `users` and `items` are indices into the entities' ids. */
export interface Interactions {
  readonly users: Int32Array;
  readonly items: Int32Array;
  /** All 1 where the data are implicit. */
  readonly ratings: Float32Array;
  /** Seconds since 1970; null where the source has none, and then the order of a user's rows is that of the events. */
  readonly timestamps: Float64Array | null;
  /** [rows], how much each row says, above 0, e.g. ln(1 + plays); absent where all say as much. */
  readonly weights?: Float32Array;
}

/** Who is tied to whom: the neighbours of user u are `neighbours[offsets[u] .. offsets[u + 1] - 1]`, ascending. */
export interface UserGraph {
  /** [users + 1] */
  readonly offsets: Int32Array;
  /** [ties], indices of users */
  readonly neighbours: Int32Array;
}

/** What a loader met and what it did about it; nothing is dropped in silence. */
export interface LoadReport {
  /** Records read from the ratings file; `read - kept` were left out. */
  readonly read: number;
  /** Rows kept as interactions. */
  readonly kept: number;
  /** Count by kind, e.g. `duplicate`, `repeat`, `not-a-number`, `out-of-scale`, `unknown-item`, `wrong-encoding`. */
  readonly issues: Readonly<Record<string, number>>;
  /** The first few of each kind, as `file:line: what`. */
  readonly examples: readonly string[];
}

/** A loaded data set: everything after the loader sees only this. */
export interface RecommendationData {
  readonly name: string;
  readonly users: Entities;
  readonly items: Entities;
  readonly interactions: Interactions;
  /** The rating scale's levels, ascending, e.g. [1, 2, 3, 4, 5]; [1] where the data are implicit. */
  readonly levels: readonly number[];
  readonly report: LoadReport;
  /** The true expectation of each interaction's rating, where a generator knows it; else null. */
  readonly expectations: Float32Array | null;
  /** Folds that the source publishes, as row numbers into `interactions` by name (e.g. `u1`); else empty. */
  readonly publishedFolds: Readonly<Record<string, { train: Int32Array; test: Int32Array }>>;
  /** Friends, or whom a user trusts; absent where nothing is known of it. */
  readonly userGraph?: UserGraph;
  /** sha256 over the content, part of every cache key. */
  readonly hash: string;
}

/** Pairs of user and item indices, the input of every rating model. */
export interface PairBatch {
  readonly users: Int32Array;
  readonly items: Int32Array;
}
