import type { RecommendationData } from './recommendation-data';

/** The parts of a split, as row numbers into the data's interactions. */
export interface SplitParts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Row numbers of one division of the interactions. Train and validation are open; the test part is handed out once,
 * so that nothing can be picked on it.
 */
export class Split {
  private handedOutTo: string | null = null;

  constructor(
    readonly name: string,
    readonly data: RecommendationData,
    readonly train: Int32Array,
    readonly validation: Int32Array,
    private readonly test: Int32Array,
    readonly hash: string,
  ) {}

  get testSize(): number {
    return this.test.length;
  }

  /**
   * The test rows, for the final report.
   * @param purpose who asks; named in the error when somebody asks again
   * @throws Error on the second call
   */
  takeTest(purpose: string): Int32Array {
    if (this.handedOutTo !== null) {
      throw new Error(
        `Split ${this.name}: the test part was already handed out to "${this.handedOutTo}", and "${purpose}" asks again; pick on validation, report on test once`,
      );
    }
    this.handedOutTo = purpose;
    return this.test;
  }
}
