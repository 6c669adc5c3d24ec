import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../errors';
import type { ForwardResult } from '../models/rating/rating-model';
import { Random } from '../random';
import type { Parameter } from '../tensor/parameter';
import type { DistillOptions } from './distill';
import type { DistillDraw, DistillDraws } from './distill-draws';
import type { TermBatch } from './distill-term';
import { hintProjection } from './hint-projection';
import { crossEntropyLoss } from './losses/cross-entropy-loss';
import { hintLoss } from './losses/hint-loss';
import { labelSmoothingLoss } from './losses/label-smoothing-loss';
import { softLoss } from './losses/soft-loss';
import { valueAt } from './scheduled';
import { type DrawnPairs, joinPairs, type SoftPairs } from './soft-pairs';
import { takeVectors } from './stored-vectors';

/** What a step is made for: training rows, and where the run stands. */
export interface DistillStep {
  readonly rows: Int32Array;
  readonly random: Random;
  /** From 0. */
  readonly epoch: number;
}

/** The loss of `distill`, batch by batch, with the weights that it trains beside the student's. */
export class DistillLoss {
  readonly parameters: readonly Parameter[];
  private readonly projection: Parameter | null;

  /** @throws InputError where a hint finds no hidden layers */
  constructor(
    private readonly options: DistillOptions,
    private readonly draws: DistillDraws,
  ) {
    this.projection = options.hintWeight ? projectionOf(options) : null;
    const own = this.projection === null ? [] : [this.projection];
    this.parameters = [...own, ...(options.term?.parameters ?? [])];
  }

  /** The mean loss over these training rows and the soft pairs drawn beside them; within a tidy. */
  of({ rows, random, epoch }: DistillStep): tf.Scalar {
    const { options } = this;
    const { student, softTargets, lossOf } = options;
    const { alpha } = this.settings(epoch);
    const asksTeacher = alpha > 0 || this.projection !== null || lossOf !== undefined;
    const drawn = this.draws.of({ settings: options, rows, asksTeacher, random });
    const { observed, labels, soft } = drawn;
    if (softTargets === null || soft === null) {
      return this.hardLoss(student.forward({ pairs: observed, training: true, random }).logits, labels);
    }
    const forward = student.forward({ pairs: joinPairs(observed, soft), training: true, random });
    const terms = this.logitTerms(forward, { ...drawn, soft }, softTargets, { rows, random, epoch });
    if (this.projection !== null) terms.push(this.hint(this.projection, softTargets, soft, forward.hidden));
    return tf.addN(terms) as tf.Scalar;
  }

  /** Those of an epoch. */
  private settings(epoch: number) {
    const { alpha, temperature, epochs } = this.options;
    const progress = { epoch, epochs };
    return { alpha: valueAt(alpha, progress), temperature: valueAt(temperature, progress), progress };
  }

  private logitTerms(
    forward: ForwardResult,
    { labels, soft }: DistillDraw & { readonly soft: DrawnPairs },
    softTargets: SoftPairs,
    { random, epoch }: DistillStep,
  ): tf.Scalar[] {
    const { student, term, lossOf } = this.options;
    const { alpha, temperature, progress } = this.settings(epoch);
    const count = soft.rows.length;
    const [hardLogits, studentLogits] = tf.split(forward.logits, [labels.length, count]) as tf.Tensor2D[];
    const teacherLogits = tf.tensor2d(soft.logits, [count, student.classes]);
    const logits = { studentLogits, teacherLogits, temperature };
    if (lossOf !== undefined) return [lossOf({ ...logits, hardLogits, labels, alpha })];
    const hard = this.hardLoss(hardLogits, labels);
    if (alpha === 0) return [hard];
    if (term === undefined) return [tf.add(hard, tf.mul(softLoss(logits), alpha))];
    const batch = this.termBatch(forward, soft, softTargets);
    return [tf.add(hard, tf.mul(term.loss({ ...batch, ...logits, ...progress, random }), alpha))];
  }

  private termBatch(
    { hidden, hiddenLayers }: ForwardResult,
    { rows }: DrawnPairs,
    softTargets: SoftPairs,
  ): Pick<TermBatch, 'rows' | 'labels' | 'studentLayers' | 'teacherLayers'> {
    const layers = hiddenLayers ?? (hidden === null ? [] : [hidden]);
    const stored = softTargets.hiddenLayers ?? (softTargets.hidden === undefined ? [] : [softTargets.hidden]);
    return {
      rows,
      labels: rows.map((row) => softTargets.labels?.[row] ?? -1),
      studentLayers: layers.map((layer) => lastRows(layer, rows.length)),
      teacherLayers: stored.map((vectors) => takeVectors(vectors, rows)),
    };
  }

  private hardLoss(logits: tf.Tensor2D, labels: Int32Array): tf.Scalar {
    const { labelSmoothing = 0 } = this.options;
    return labelSmoothing > 0
      ? labelSmoothingLoss({ logits, labels, smoothing: labelSmoothing })
      : crossEntropyLoss({ logits, labels });
  }

  private hint(
    projection: Parameter,
    softTargets: SoftPairs,
    { rows }: DrawnPairs,
    hidden: tf.Tensor2D | null,
  ): tf.Scalar {
    if (softTargets.hidden === undefined || hidden === null) {
      throw new Error('distill: a hint without a hidden layer');
    }
    const teacherHidden = takeVectors(softTargets.hidden, rows);
    const studentHidden = lastRows(hidden, rows.length);
    const hint = hintLoss({ teacherHidden, studentHidden, projection: projection.value<tf.Tensor2D>() });
    return tf.mul(hint, this.options.hintWeight ?? 0);
  }

  dispose(): void {
    this.projection?.dispose();
  }
}

/** Those of the soft pairs, which stand behind the observed rows. */
function lastRows(matrix: tf.Tensor2D, count: number): tf.Tensor2D {
  const [rows, columns] = matrix.shape;
  return tf.slice(matrix, [rows - count, 0], [count, columns]);
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
