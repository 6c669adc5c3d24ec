/** One value that an item can take in an attribute, and the many ways to say it, few of which share a word. */
export interface AttributeValue {
  readonly name: string;
  /** Values of one group are liked by much the same people. */
  readonly group: string;
  /** How a description says it. */
  readonly phrases: readonly string[];
  /** How a user's profile says it, after "enjoys" or "cannot stand". */
  readonly tastes: readonly string[];
}
