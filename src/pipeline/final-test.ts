import { labelsOf, pairsOf, ratingsOf } from '../data/labels';
import type { PairBatch } from '../data/recommendation-data';
import type { Split } from '../data/split';

/** The test rows as the final measurements read them. */
export interface TestRows {
  readonly rows: Int32Array;
  readonly pairs: PairBatch;
  readonly labels: Int32Array;
  readonly ratings: Float32Array;
  /** The ratings' true expectations, where a generator knows them. */
  readonly expectations: Float32Array | null;
}

/**
 * A split's test part on its way to the final measurements: it is asked for when the first of them starts, after
 * everything was chosen, and passed on to the others.
 */
export class FinalTest {
  private opened: TestRows | null = null;

  constructor(private readonly split: Split) {}

  /** @throws Error if the split leaks, or somebody else took its test part */
  open(): TestRows {
    if (this.opened === null) {
      this.split.checkLeakage();
      this.opened = testRowsOf(this.split, this.split.takeTest('final comparison'));
    }
    return this.opened;
  }
}

function testRowsOf(split: Split, rows: Int32Array): TestRows {
  const { data } = split;
  const { expectations } = data;
  return {
    rows,
    pairs: pairsOf(data, rows),
    labels: labelsOf(data, rows),
    ratings: ratingsOf(data, rows),
    expectations: expectations === null ? null : Float32Array.from(rows, (row) => expectations[row]),
  };
}
