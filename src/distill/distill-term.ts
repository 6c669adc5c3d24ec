import type * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../random';
import type { EpochProgress } from './scheduled';
import type { TrainedLoss } from './trained-loss';

/** One batch as a term sees it, whatever the task. Whatever comes from the teacher is a constant. */
export interface TermBatch extends EpochProgress {
  /** [batch], places among what the teacher spoke of, the same from epoch to epoch */
  readonly rows: Int32Array;
  /** [batch], the class that was observed; -1 where none was */
  readonly labels: Int32Array;
  /** [batch, classes], unscaled; a click's are [0, z] */
  readonly studentLogits: tf.Tensor2D;
  /** [batch, classes], unscaled */
  readonly teacherLogits: tf.Tensor2D;
  /** The student's hidden layers, first to last, [batch, width] each; empty where it has none. */
  readonly studentLayers: readonly tf.Tensor2D[];
  /** The teacher's, as far as they were stored. */
  readonly teacherLayers: readonly tf.Tensor2D[];
  /** This epoch's. */
  readonly temperature: number;
  readonly random: Random;
}

/** One way of passing a teacher's word on, in place of T² · KL. */
export type DistillTerm = TrainedLoss<TermBatch>;
