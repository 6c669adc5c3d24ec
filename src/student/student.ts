/** What a saved student predicts. */
export type StudentTask = 'rating' | 'ranking' | 'click';

/** What a model file says of its student besides the numbers. */
export interface StudentInfo {
  readonly task: StudentTask;
  /** E.g. `matrix-factorization`. */
  readonly kind: string;
  readonly formatVersion: number;
  /** Trained weights. */
  readonly weights: number;
  /** Of the weights' file. */
  readonly bytes: number;
  readonly sha256: string;
  /** How it was trained, on what, and how good it is. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ScoredItem {
  readonly item: string;
  /** The expected rating, or the logit of the next item. */
  readonly score: number;
}

/**
 * What an answer rests on: the user as trained; the history that was sent; weights solved for the liked items;
 * or, where nothing of the request is known, how often items were taken.
 */
export type Basis = 'user' | 'history' | 'fold-in' | 'popularity';

export interface RecommendRequest {
  readonly user?: string;
  /** Items taken or liked, oldest first; in place of what is stored of the user. */
  readonly history?: readonly string[];
  /** How many items, at least 1. */
  readonly k: number;
  /** Never recommended. */
  readonly exclude?: readonly string[];
  /** Where given, nothing else is recommended. */
  readonly candidates?: readonly string[];
  /** Whether what the user took or the history holds may come back; as the model was measured where not given. */
  readonly includeSeen?: boolean;
}

export interface Recommendations {
  /** Best first; equal scores stand in the order of the items' ids. */
  readonly items: readonly ScoredItem[];
  readonly basis: Basis;
  /** Ids of the request that the model does not know; they were left out. */
  readonly unknown: readonly string[];
}

export interface ScoreRequest {
  readonly user?: string;
  readonly history?: readonly string[];
  readonly items: readonly string[];
}

export interface Scores {
  /** In the request's order; null for an item that the model does not know. */
  readonly items: readonly { readonly item: string; readonly score: number | null }[];
  readonly basis: Basis;
  readonly unknown: readonly string[];
}

/** Whose view of which item. */
export interface ItemRequest {
  readonly user?: string;
  readonly history?: readonly string[];
  readonly item: string;
}

/** A loaded student of ratings or rankings: pure functions over typed arrays, without TensorFlow. */
export interface Student {
  readonly task: 'rating' | 'ranking';
  readonly info: StudentInfo;
  readonly users: readonly string[];
  readonly items: readonly string[];
  /** Texts of the items, for people; null where none were saved. */
  readonly titles: readonly string[] | null;
  /** @throws StudentError on a request that is none: no user and no history where one is needed, k < 1 */
  recommend(request: RecommendRequest): Recommendations;
  /** @throws StudentError */
  score(request: ScoreRequest): Scores;
  /** The rating levels, ascending; null of rankings. */
  readonly levels: readonly number[] | null;
  /** What the expected rating is the mean of: logits of the levels. Null of rankings and unknown items. @throws StudentError */
  levelLogits(request: ItemRequest): Float32Array | null;
  /** The item's own vector; null where the kind keeps none, and of unknown items. Two items are alike as their cosine says. */
  itemVector(item: string): Float32Array | null;
}

/** One impression by the names of the log's columns; null or absent where a value is missing. */
export type ClickRow = Readonly<Record<string, string | number | null>>;

/** A loaded click student. */
export interface ClickStudent {
  readonly task: 'click';
  readonly info: StudentInfo;
  /** Names of the columns that it reads. */
  readonly columns: readonly string[];
  /** Probability of a click by row, corrected where rows without a click were thinned. @throws StudentError */
  probabilities(rows: readonly ClickRow[]): Float64Array;
}

export type AnyStudent = Student | ClickStudent;
