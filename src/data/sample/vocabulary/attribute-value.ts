/** One value that an item can take in an attribute, and the ways to say it. */
export interface AttributeValue {
  readonly name: string;
  /** How a description says it. */
  readonly phrases: readonly string[];
  /** How a user's profile says it, after "enjoys" or "cannot stand". */
  readonly tastes: readonly string[];
}
