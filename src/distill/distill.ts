import * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../data/recommendation-data';
import type { RatingModel } from '../models/rating/rating-model';
import type { Random } from '../random';
import { type FitOptions, type FitResult, fit } from '../train/fit';
import { crossEntropyLoss } from './losses/cross-entropy-loss';
import { labelSmoothingLoss } from './losses/label-smoothing-loss';
import { softLoss } from './losses/soft-loss';

/** Training rows: pairs with the class that was observed. */
export interface LabelledPairs extends PairBatch {
  /** Class indices. */
  readonly labels: Int32Array;
}

/** Pairs with what the teacher says of them. */
export interface SoftPairs extends PairBatch {
  /** The teacher's logits [pairs, classes], row-major. */
  readonly logits: Float32Array;
}

/** What a loss of one's own gets: the same parts from which the built-in one is made. */
export interface LossParts {
  /** Student logits of the batch's observed rows, and their labels. */
  readonly hardLogits: tf.Tensor2D;
  readonly labels: Int32Array;
  /** Student and teacher logits of the batch's soft pairs. */
  readonly studentLogits: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D;
  readonly temperature: number;
  readonly alpha: number;
}

export interface DistillOptions extends Omit<FitOptions, 'parameters' | 'rows' | 'loss'> {
  readonly student: RatingModel;
  readonly train: LabelledPairs;
  /** The teacher's word on observed or unobserved pairs; null trains on the labels alone (from scratch). */
  readonly softTargets: SoftPairs | null;
  readonly temperature: number;
  /** Weight of the distillation term; 0 is training from scratch. */
  readonly alpha: number;
  /** Soft pairs drawn a training row; 1 unless given. */
  readonly softPairsPerRow?: number;
  /** Share of mass moved to the uniform distribution in the hard loss; the control for "softer targets help". */
  readonly labelSmoothing?: number;
  /** In place of CE + alpha · T² · KL, for experiments. */
  readonly lossOf?: (parts: LossParts) => tf.Scalar;
}

/** The rows of `source` at `at`. */
export function takePairs(source: PairBatch, at: Int32Array): PairBatch {
  return { users: at.map((k) => source.users[k]), items: at.map((k) => source.items[k]) };
}

/**
 * Trains a student on labels and soft targets.
 *   L = CE(y, z_s) over a batch of observed rows + alpha · T² · KL(softmax(z_t / T) ‖ softmax(z_s / T)) over soft pairs
 * drawn with replacement. With `softTargets: null` or `alpha: 0` it is the student from scratch, on the same budget.
 * The teacher does not run: its logits were stored.
 * @throws RangeError if temperature ≤ 0 or alpha < 0
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531
 */
export function distill(options: DistillOptions): FitResult & { student: RatingModel } {
  const {
    student,
    train,
    softTargets,
    temperature,
    alpha,
    softPairsPerRow = 1,
    labelSmoothing = 0,
    lossOf,
    ...rest
  } = options;
  if (!(temperature > 0)) throw new RangeError(`distill: temperature must be > 0, found ${temperature}`);
  if (!(alpha >= 0)) throw new RangeError(`distill: alpha must be >= 0, found ${alpha}`);
  const soft = alpha > 0 || lossOf !== undefined ? softTargets : null;
  const hardLoss = (logits: tf.Tensor2D, labels: Int32Array) =>
    labelSmoothing > 0
      ? labelSmoothingLoss({ logits, labels, smoothing: labelSmoothing })
      : crossEntropyLoss({ logits, labels });

  const loss = (rows: Int32Array, random: Random): tf.Scalar => {
    const labels = rows.map((row) => train.labels[row]);
    const observed = takePairs(train, rows);
    const drawn =
      soft === null
        ? null
        : drawSoft(soft, Math.round(rows.length * softPairsPerRow), student.classes, random);
    const pairs = drawn === null ? observed : joinPairs(observed, drawn);
    const { logits } = student.forward({ pairs, training: true, random });
    if (drawn === null) return hardLoss(logits, labels);
    const sizes = [rows.length, drawn.users.length];
    const [hardLogits, studentLogits] = tf.split(logits, sizes) as tf.Tensor2D[];
    const teacherLogits = drawn.logits;
    if (lossOf !== undefined)
      return lossOf({ hardLogits, labels, studentLogits, teacherLogits, temperature, alpha });
    const distillation = softLoss({ studentLogits, teacherLogits, temperature });
    return tf.add(hardLoss(hardLogits, labels), tf.mul(distillation, alpha));
  };
  const result = fit({ ...rest, parameters: student.parameters, rows: train.users.length, loss });
  return { ...result, student };
}

function drawSoft(soft: SoftPairs, count: number, classes: number, random: Random) {
  const at = Int32Array.from({ length: count }, () => random.integer(soft.users.length));
  const logits = new Float32Array(count * classes);
  at.forEach((k, i) => {
    for (let c = 0; c < classes; c++) logits[i * classes + c] = soft.logits[k * classes + c];
  });
  return { ...takePairs(soft, at), logits: tf.tensor2d(logits, [count, classes]) };
}

function joinPairs(a: PairBatch, b: PairBatch): PairBatch {
  const join = (x: Int32Array, y: Int32Array) => {
    const joined = new Int32Array(x.length + y.length);
    joined.set(x);
    joined.set(y, x.length);
    return joined;
  };
  return { users: join(a.users, b.users), items: join(a.items, b.items) };
}
