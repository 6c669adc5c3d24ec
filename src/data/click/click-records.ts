import { sha256 } from '../../files/hash';
import type { ClickBatch, ClickField } from './click-table';

/** What stands in a record. */
export interface RecordLayout {
  readonly fields: readonly ClickField[];
  readonly hasGroups: boolean;
}

const WORD_BYTES = 4;

function numericCount({ fields }: RecordLayout): number {
  return fields.filter(({ kind }) => kind === 'numeric').length;
}

/** Words of 4 bytes in a record: the ids, the numbers, the label, and the group where there is one. */
export function recordWords(layout: RecordLayout): number {
  return layout.fields.length + numericCount(layout) + 1 + (layout.hasGroups ? 1 : 0);
}

export function recordBytes(layout: RecordLayout): number {
  return recordWords(layout) * WORD_BYTES;
}

/** What the hash of a table begins with: the same records under other fields are another table. */
export function layoutHash({ fields, hasGroups }: RecordLayout): string {
  return sha256(JSON.stringify([fields.map(({ name, kind, size }) => [name, kind, size]), hasGroups]));
}

/** Rows of a click table side by side in one piece of memory, in the form in which they are stored. */
export class ClickRecords {
  /** The same words as whole numbers (ids, groups) and as reals (numbers, labels). */
  private readonly integers: Int32Array;
  private readonly reals: Float32Array;
  private readonly words: number;
  private readonly fieldCount: number;
  private readonly numberCount: number;

  /** @param bytes whole records; its start must be a multiple of 4 in its buffer */
  constructor(
    layout: RecordLayout,
    readonly bytes: Uint8Array,
  ) {
    const { buffer, byteOffset, byteLength } = bytes;
    this.integers = new Int32Array(buffer, byteOffset, byteLength / WORD_BYTES);
    this.reals = new Float32Array(buffer, byteOffset, byteLength / WORD_BYTES);
    this.words = recordWords(layout);
    this.fieldCount = layout.fields.length;
    this.numberCount = numericCount(layout);
  }

  static empty(layout: RecordLayout, rows: number): ClickRecords {
    return new ClickRecords(layout, new Uint8Array(rows * recordBytes(layout)));
  }

  setId(row: number, field: number, id: number): void {
    this.integers[row * this.words + field] = id;
  }

  setNumber(row: number, number: number, value: number): void {
    this.reals[row * this.words + this.fieldCount + number] = value;
  }

  setLabel(row: number, label: number): void {
    this.reals[row * this.words + this.fieldCount + this.numberCount] = label;
  }

  setGroup(row: number, group: number): void {
    this.integers[row * this.words + this.words - 1] = group;
  }

  /** The last word of each record, in order; only where the layout has groups. */
  groups(): Int32Array {
    const groups = new Int32Array(this.integers.length / this.words);
    for (let r = 0; r < groups.length; r++) groups[r] = this.integers[(r + 1) * this.words - 1];
    return groups;
  }

  emptyBatch(rows: number): ClickBatch {
    return {
      ids: new Int32Array(rows * this.fieldCount),
      numbers: new Float32Array(rows * this.numberCount),
      labels: new Float32Array(rows),
    };
  }

  /** Copies a record to a row of a batch. */
  copyTo(batch: ClickBatch, row: number, record: number): void {
    const from = record * this.words;
    const numbersFrom = from + this.fieldCount;
    const labelAt = numbersFrom + this.numberCount;
    batch.ids.set(this.integers.subarray(from, numbersFrom), row * this.fieldCount);
    batch.numbers.set(this.reals.subarray(numbersFrom, labelAt), row * this.numberCount);
    batch.labels[row] = this.reals[labelAt];
  }
}
