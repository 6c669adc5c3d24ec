import * as tf from '@tensorflow/tfjs-node';
import type { TeacherBatch } from './ranking-method';

/** Vectors side by side: [rows, width], row-major. */
export interface StoredVectors {
  readonly values: Float32Array;
  readonly width: number;
}

/** What one teacher said of a list of contexts, once: its k best items of each and their logits. */
export interface StoredTeacher {
  readonly contexts: number;
  readonly k: number;
  /** [contexts, k], best first */
  readonly items: Int32Array;
  /** [contexts, k], unscaled: a temperature is applied when they are read */
  readonly logits: Float32Array;
  /** [contexts, width], where kept */
  readonly hidden?: StoredVectors;
  /** [items, width], where kept */
  readonly itemVectors?: StoredVectors;
}

function takeRows<T extends Int32Array | Float32Array>(values: T, width: number, rows: Int32Array): T {
  const taken = new (values.constructor as { new (size: number): T })(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return taken;
}

/** A batch of contexts of what a teacher said; within a tidy. */
export function teacherBatch(teacher: StoredTeacher, contexts: Int32Array): TeacherBatch {
  const { k, items, logits, hidden, itemVectors } = teacher;
  return {
    k,
    items: takeRows(items, k, contexts),
    logits: takeRows(logits, k, contexts),
    hidden: hidden
      ? tf.tensor2d(takeRows(hidden.values, hidden.width, contexts), [contexts.length, hidden.width])
      : null,
    itemVectors: itemVectors
      ? tf.tensor2d(itemVectors.values, [itemVectors.values.length / itemVectors.width, itemVectors.width])
      : null,
  };
}
