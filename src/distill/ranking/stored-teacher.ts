import * as tf from '@tensorflow/tfjs-node';
import { type StoredVectors, takeRows, takeVectors } from '../stored-vectors';
import type { TeacherBatch } from './ranking-method';

export type { StoredVectors };

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

/** A batch of contexts of what a teacher said; within a tidy. */
export function teacherBatch(teacher: StoredTeacher, contexts: Int32Array): TeacherBatch {
  const { k, items, logits, hidden, itemVectors } = teacher;
  return {
    k,
    items: takeRows(items, k, contexts),
    logits: takeRows(logits, k, contexts),
    hidden: hidden ? takeVectors(hidden, contexts) : null,
    itemVectors: itemVectors
      ? tf.tensor2d(itemVectors.values, [itemVectors.values.length / itemVectors.width, itemVectors.width])
      : null,
  };
}
