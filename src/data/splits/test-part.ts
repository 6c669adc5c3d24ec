/** The test rows of a split, which are handed out once, so that nothing can be picked on them. */
export class TestPart {
  private handedOutTo: string | null = null;

  constructor(
    private readonly splitName: string,
    private readonly rows: Int32Array,
  ) {}

  /**
   * The test rows, for the final report.
   * @param purpose who asks; named in the error when somebody asks again
   * @throws Error on the second call
   */
  take(purpose: string): Int32Array {
    if (this.handedOutTo !== null) {
      throw new Error(
        `Split ${this.splitName}: the test part was already handed out to "${this.handedOutTo}", and "${purpose}" asks again; pick on validation, report on test once`,
      );
    }
    this.handedOutTo = purpose;
    return this.rows;
  }
}
