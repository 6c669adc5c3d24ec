import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../errors';
import type { RatingModel } from '../models/rating/rating-model';
import { Random } from '../random';
import type { Parameter } from '../tensor/parameter';
import { type FitOptions, type FitResult, fit } from '../train/fit';
import { hintProjection } from './hint-projection';
import { crossEntropyLoss } from './losses/cross-entropy-loss';
import { hintLoss } from './losses/hint-loss';
import { labelSmoothingLoss } from './losses/label-smoothing-loss';
import { softLoss } from './losses/soft-loss';
import {
  type DrawnPairs,
  drawSoftPairs,
  joinPairs,
  type LabelledPairs,
  type SoftPairs,
  takePairs,
} from './soft-pairs';

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
  /**
   * Weight of the hint: the student's hidden layer, projected, is drawn to the teacher's on the soft pairs. The
   * projection is trained along and thrown away. Wants `softTargets.hidden` and a student with a hidden layer.
   */
  readonly hintWeight?: number;
  /** In place of CE + alpha · T² · KL, for experiments. */
  readonly lossOf?: (parts: LossParts) => tf.Scalar;
}

const ownOptions = [
  ...['student', 'train', 'softTargets', 'temperature', 'alpha', 'softPairsPerRow', 'labelSmoothing'],
  ...['hintWeight', 'lossOf'],
];
const fitOptions = [
  ...['validate', 'epochs', 'batchSize', 'learningRate', 'weightDecay', 'patience', 'seed', 'warmup'],
  ...['schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

/**
 * Trains a student on labels and soft targets.
 *   L = CE(y, z_s) over a batch of observed rows
 *     + alpha · T² · KL(softmax(z_t / T) ‖ softmax(z_s / T)) + hintWeight · hint, over soft pairs drawn with replacement
 * With `softTargets: null`, or `alpha: 0` and no hint, it is the student from scratch, on the same budget. The teacher
 * does not run: what it says was stored.
 * @throws RangeError if temperature ≤ 0, alpha < 0 or hintWeight < 0; InputError on unknown options or a hint without
 *   hidden layers
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531; Romero et al. 2015, arXiv:1412.6550 (hints)
 */
export function distill(options: DistillOptions): FitResult & { student: RatingModel } {
  checkOptions('distill', options, [...ownOptions, ...fitOptions]);
  checkRanges(options);
  const {
    student,
    train,
    softTargets,
    temperature,
    alpha,
    softPairsPerRow,
    labelSmoothing,
    hintWeight,
    lossOf,
    ...rest
  } = options;
  const projection = hintWeight ? projectionOf(options) : null;
  const parameters = projection === null ? student.parameters : [...student.parameters, projection];
  const loss = (rows: Int32Array, random: Random) => batchLoss(options, projection, rows, random);
  try {
    return { ...fit({ ...rest, parameters, rows: train.users.length, loss }), student };
  } finally {
    projection?.dispose();
  }
}

function checkRanges({ temperature, alpha, hintWeight = 0 }: DistillOptions): void {
  if (!(temperature > 0)) throw new RangeError(`distill: temperature must be > 0, found ${temperature}`);
  if (!(alpha >= 0)) throw new RangeError(`distill: alpha must be >= 0, found ${alpha}`);
  if (!(hintWeight >= 0)) throw new RangeError(`distill: hintWeight must be >= 0, found ${hintWeight}`);
}

function batchLoss(
  options: DistillOptions,
  projection: Parameter | null,
  rows: Int32Array,
  random: Random,
): tf.Scalar {
  const { student, train, softTargets, alpha, softPairsPerRow = 1, lossOf } = options;
  const labels = rows.map((row) => train.labels[row]);
  const observed = takePairs(train, rows);
  const asksTeacher = alpha > 0 || projection !== null || lossOf !== undefined;
  if (softTargets === null || !asksTeacher) {
    return hardLoss(student.forward({ pairs: observed, training: true, random }).logits, labels, options);
  }
  const count = Math.round(rows.length * softPairsPerRow);
  const drawn = drawSoftPairs(softTargets, count, student.classes, random);
  const { logits, hidden } = student.forward({ pairs: joinPairs(observed, drawn), training: true, random });
  const [hardLogits, studentLogits] = tf.split(logits, [rows.length, count]) as tf.Tensor2D[];
  const terms = [termsOf(options, { hardLogits, labels, studentLogits, teacherLogits: drawn.logits })];
  if (projection !== null) terms.push(hintTerm(options, projection, drawn, hidden, rows.length));
  return tf.addN(terms) as tf.Scalar;
}

function termsOf(options: DistillOptions, parts: Omit<LossParts, 'temperature' | 'alpha'>): tf.Scalar {
  const { temperature, alpha, lossOf } = options;
  if (lossOf !== undefined) return lossOf({ ...parts, temperature, alpha });
  const { studentLogits, teacherLogits } = parts;
  const hard = hardLoss(parts.hardLogits, parts.labels, options);
  if (alpha === 0) return hard;
  return tf.add(hard, tf.mul(softLoss({ studentLogits, teacherLogits, temperature }), alpha));
}

function hardLoss(
  logits: tf.Tensor2D,
  labels: Int32Array,
  { labelSmoothing = 0 }: DistillOptions,
): tf.Scalar {
  return labelSmoothing > 0
    ? labelSmoothingLoss({ logits, labels, smoothing: labelSmoothing })
    : crossEntropyLoss({ logits, labels });
}

function hintTerm(
  { hintWeight = 0 }: DistillOptions,
  projection: Parameter,
  { hidden: teacherHidden }: DrawnPairs,
  hidden: tf.Tensor2D | null,
  observed: number,
): tf.Scalar {
  if (teacherHidden === null || hidden === null) throw new Error('distill: a hint without a hidden layer');
  const [count] = teacherHidden.shape;
  const studentHidden = tf.slice(hidden, [observed, 0], [count, hidden.shape[1]]);
  const hint = hintLoss({ teacherHidden, studentHidden, projection: projection.value<tf.Tensor2D>() });
  return tf.mul(hint, hintWeight);
}

/** W [studentWidth, teacherWidth], drawn small. */
function projectionOf({ student, softTargets, train, seed }: DistillOptions): Parameter {
  const probe = { users: train.users.slice(0, 1), items: train.items.slice(0, 1) };
  const studentWidth = tf.tidy(
    () => student.forward({ pairs: probe, training: false, random: null }).hidden?.shape[1],
  );
  const teacherWidth = softTargets?.hidden?.width;
  if (studentWidth === undefined || teacherWidth === undefined) {
    const missing =
      studentWidth === undefined ? `the student (${student.kind}) has none` : 'softTargets.hidden is missing';
    throw new InputError(
      `distill: hintWeight wants hidden layers on both sides, but ${missing}; use a student with a hidden layer and store the teacher's`,
    );
  }
  const random = new Random(seed).fork('hint projection');
  return hintProjection({ name: 'hint/projection', studentWidth, teacherWidth, random });
}
