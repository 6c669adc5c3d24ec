import { InputError } from '../errors';
import { sha256 } from '../files/hash';
import { hashData } from './hash-data';
import type { RecommendationData } from './recommendation-data';
import { checkParts, type TimeOrder } from './splits/check-leakage';
import { TestPart } from './splits/test-part';

/** The parts of a split, as row numbers into the data's interactions. */
export interface SplitParts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** A history of a user that did not come out of the split, and where it stands, for messages. */
export interface GivenHistory {
  /** Index of the user; -1 where nobody known stands behind it, and then nothing is looked for. */
  readonly user: number;
  /** Indices of items. */
  readonly items: Int32Array;
  readonly place: string;
}

/**
 * Row numbers of one division of the interactions. Train and validation are open; the test part is handed out once,
 * so that nothing can be picked on it.
 */
export class Split {
  private readonly testPart: TestPart;

  constructor(
    readonly name: string,
    readonly data: RecommendationData,
    readonly train: Int32Array,
    readonly validation: Int32Array,
    private readonly test: Int32Array,
    readonly hash: string,
    /** In which sense train lies before validation and validation before test; null for splits at random. */
    readonly timeOrder: TimeOrder | null = null,
  ) {
    this.testPart = new TestPart(name, test);
  }

  get testSize(): number {
    return this.test.length;
  }

  /**
   * The test rows, for the final report.
   * @param purpose who asks; named in the error when somebody asks again
   * @throws Error on the second call
   */
  takeTest(purpose: string): Int32Array {
    return this.testPart.take(purpose);
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
   * The same rows with other texts of the users, for texts that only a split can tell (see `friendsText`). It is a split
   * of its own: its test part is handed out once, too.
   * @param texts [users]
   */
  withUserTexts(texts: readonly string[]): Split {
    const { users } = this.data;
    if (texts.length !== users.ids.length) {
      throw new InputError(
        `Split ${this.name}: expected a text for each of ${users.ids.length} users, found ${texts.length}`,
      );
    }
    const content = { ...this.data, users: { ...users, texts } };
    const data = { ...content, hash: hashData(content) };
    const hash = sha256(data.hash, this.train, this.validation, this.test);
    return new Split(this.name, data, this.train, this.validation, this.test, hash, this.timeOrder);
  }

  /**
   * Looks for held-out events in histories that somebody gives, without handing out the test part. An item that the
   * user has in train as well is none.
   * @throws InputError at the first event of validation or test
   */
  checkHistories(histories: Iterable<GivenHistory>): void {
    const { users, items } = this.data.interactions;
    const pairOf = (user: number, item: number) => user * this.data.items.ids.length + item;
    const heldOut = new Set<number>();
    for (const part of [this.validation, this.test])
      for (const row of part) heldOut.add(pairOf(users[row], items[row]));
    for (const row of this.train) heldOut.delete(pairOf(users[row], items[row]));
    for (const { user, items: known, place } of histories) {
      if (user < 0) continue;
      const item = known.find((one) => heldOut.has(pairOf(user, one)));
      if (item === undefined) continue;
      const [userId, itemId] = [this.data.users.ids[user], this.data.items.ids[item]];
      throw new InputError(
        `${place}: expected a history of training events, found item ${itemId}, which user ${userId} takes in validation or test; what knows it leaks the future`,
      );
    }
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
