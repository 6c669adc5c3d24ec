import type * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import type { TrainedLoss } from '../trained-loss';

/** What one teacher said of a batch of contexts: its best items and their logits, best first. */
export interface TeacherBatch {
  readonly k: number;
  /** [batch, k], row-major indices of items, best first */
  readonly items: Int32Array;
  /** [batch, k], unscaled */
  readonly logits: Float32Array;
  /** [batch, teacherWidth], the teacher's vector of each context, where it was stored */
  readonly hidden: tf.Tensor2D | null;
  /** [items, teacherWidth], the teacher's item vectors, where they were stored */
  readonly itemVectors: tf.Tensor2D | null;
}

/** One batch as a method sees it. Whatever comes from a teacher is a constant. */
export interface MethodBatch {
  /** [batch], numbers of the contexts, the same from epoch to epoch */
  readonly contexts: Int32Array;
  /** [batch], the item that came next; -1 for a context that nobody observed */
  readonly targets: Int32Array;
  /** [batch, items] */
  readonly studentLogits: tf.Tensor2D;
  /** [batch, width], the student's vector of each context */
  readonly hidden: tf.Tensor2D;
  /** [items, width] */
  readonly itemVectors: tf.Tensor2D;
  /** The first is the teacher; further ones where a method wants several. */
  readonly teachers: readonly TeacherBatch[];
  /** From 0. */
  readonly epoch: number;
  readonly random: Random;
}

/** One way of passing a teacher's ranking on. */
export type RankingMethod = TrainedLoss<MethodBatch>;
