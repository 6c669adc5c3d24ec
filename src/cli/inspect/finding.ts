/** One thing that was looked at. */
export interface Finding {
  /** Its name for machines. */
  readonly key: string;
  readonly title: string;
  /** `missing` keeps the project from running; `note` does not. */
  readonly state: 'ok' | 'missing' | 'note';
  readonly text: string;
  readonly cure?: string;
  /** Versions, paths and sizes, for machines. */
  readonly facts: Readonly<Record<string, unknown>>;
}
