import type { LoadReport } from './recommendation-data';

const EXAMPLES_PER_KIND = 3;

/** Collects what a loader meets, so that every row that is changed or left out is counted under a name. */
export class IssueLog {
  private readonly counts = new Map<string, number>();
  private readonly examples: string[] = [];
  private linesRead = 0;

  /** Adds to the number of ratings read. */
  addRead(records: number): void {
    this.linesRead += records;
  }

  /**
   * Counts one thing met.
   * @param kind short name, e.g. `duplicate`
   * @param where `file:line`
   * @param what what was found and what was done about it
   */
  count(kind: string, where: string, what: string): void {
    const seen = this.counts.get(kind) ?? 0;
    this.counts.set(kind, seen + 1);
    if (seen < EXAMPLES_PER_KIND) this.examples.push(`${where}: ${what}`);
  }

  /** The finished report. */
  report(kept: number): LoadReport {
    return {
      read: this.linesRead,
      kept,
      issues: Object.fromEntries(this.counts),
      examples: [...this.examples],
    };
  }
}
