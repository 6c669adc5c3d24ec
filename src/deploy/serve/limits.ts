/** What a single request may ask for. */
export interface Limits {
  /** Recommended items. */
  readonly k: number;
  /** Items of a history. */
  readonly history: number;
  /** Items to score, to leave out or to choose among; rows of clicks. */
  readonly items: number;
  /** Requests of a batch. */
  readonly batch: number;
  readonly bodyBytes: number;
}
