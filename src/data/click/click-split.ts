import { sha256 } from '../../files/hash';
import type { SplitParts } from '../split';
import { checkNoneEmpty } from '../splits/build-split';
import { TestPart } from '../splits/test-part';
import type { ClickLog } from './click-log';

/** Row numbers of one division of a click log. Train and validation are open; the test part is handed out once. */
export class ClickSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly testSize: number;
  /** sha256 over the log and all parts. */
  readonly hash: string;
  private readonly testPart: TestPart;

  /** @throws InputError if a part is empty */
  constructor(
    readonly name: string,
    source: ClickLog,
    parts: SplitParts,
  ) {
    checkNoneEmpty(name, parts, source.rows);
    this.train = parts.train;
    this.validation = parts.validation;
    this.testSize = parts.test.length;
    this.hash = sha256(source.hash, parts.train, parts.validation, parts.test);
    this.testPart = new TestPart(name, parts.test);
  }

  /**
   * The test rows, for the final report.
   * @param purpose who asks; named in the error when somebody asks again
   * @throws Error on the second call
   */
  takeTest(purpose: string): Int32Array {
    return this.testPart.take(purpose);
  }
}
