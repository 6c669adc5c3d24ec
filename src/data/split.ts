import { sha256 } from '../files/hash';
import type { RecommendationData } from './recommendation-data';
import { checkParts, type TimeOrder } from './splits/check-leakage';

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
    /** In which sense train lies before validation and validation before test; null for splits at random. */
    readonly timeOrder: TimeOrder | null = null,
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

  /**
   * The same test part behind other training and validation rows, for curves over the amount of training data.
   * It is a split of its own: its test part is handed out once, too.
   */
  withTraining(name: string, train: Int32Array, validation: Int32Array): Split {
    const hash = sha256(this.data.hash, train, validation, this.test);
    return new Split(name, this.data, train, validation, this.test, hash, this.timeOrder);
  }

  /**
   * Looks for leakage without handing out the test part.
   * @throws Error naming the first row that leaks; see `checkLeakage`
   */
  checkLeakage(): void {
    const { name, data, train, validation, test, timeOrder } = this;
    checkParts({ name, data, parts: { train, validation, test }, timeOrder });
  }
}
