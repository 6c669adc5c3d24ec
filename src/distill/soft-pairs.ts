import type { PairBatch } from '../data/recommendation-data';
import type { Random } from '../random';
import { type StoredVectors, takeRows } from './stored-vectors';

/** Training rows: pairs with the class that was observed. */
export interface LabelledPairs extends PairBatch {
  /** Class indices. */
  readonly labels: Int32Array;
}

/** Pairs with what the teacher says of them. */
export interface SoftPairs extends PairBatch {
  /** The teacher's logits [pairs, classes], row-major. */
  readonly logits: Float32Array;
  /** The teacher's hidden layer [pairs, width], row-major; only hints need it. */
  readonly hidden?: StoredVectors;
  /** Several of the teacher's hidden layers, first to last; only terms that match layers need them. */
  readonly hiddenLayers?: readonly StoredVectors[];
  /** The class that was observed; -1 where none was. Only terms that judge the teacher need them. */
  readonly labels?: Int32Array;
}

/** Soft pairs of one batch. */
export interface DrawnPairs extends PairBatch {
  /** Their places among the soft pairs. */
  readonly rows: Int32Array;
  /** [batch, classes], row-major */
  readonly logits: Float32Array;
}

/** The pairs of `source` at `at`. */
export function takePairs(source: PairBatch, at: Int32Array): PairBatch {
  return { users: at.map((k) => source.users[k]), items: at.map((k) => source.items[k]) };
}

/** One batch after the other. */
export function joinPairs(a: PairBatch, b: PairBatch): PairBatch {
  const join = (x: Int32Array, y: Int32Array) => {
    const joined = new Int32Array(x.length + y.length);
    joined.set(x);
    joined.set(y, x.length);
    return joined;
  };
  return { users: join(a.users, b.users), items: join(a.items, b.items) };
}

/** `count` soft pairs, with replacement. */
export function drawSoftPairs(soft: SoftPairs, count: number, classes: number, random: Random): DrawnPairs {
  const rows = Int32Array.from({ length: count }, () => random.integer(soft.users.length));
  return { ...takePairs(soft, rows), rows, logits: takeRows(soft.logits, classes, rows) };
}
