import * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../data/recommendation-data';
import type { Random } from '../random';

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
  readonly hidden?: { readonly values: Float32Array; readonly width: number };
}

/** Soft pairs of one batch, as tensors. */
export interface DrawnPairs extends PairBatch {
  readonly logits: tf.Tensor2D;
  readonly hidden: tf.Tensor2D | null;
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
  const at = Int32Array.from({ length: count }, () => random.integer(soft.users.length));
  const { hidden } = soft;
  return {
    ...takePairs(soft, at),
    logits: takeRows(soft.logits, classes, at),
    hidden: hidden === undefined ? null : takeRows(hidden.values, hidden.width, at),
  };
}

function takeRows(matrix: Float32Array, width: number, at: Int32Array): tf.Tensor2D {
  const rows = new Float32Array(at.length * width);
  at.forEach((k, i) => {
    for (let c = 0; c < width; c++) rows[i * width + c] = matrix[k * width + c];
  });
  return tf.tensor2d(rows, [at.length, width]);
}
