import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { hintProjection } from '../hint-projection';
import { hintLoss } from '../losses/hint-loss';
import { relationalAngleLoss, relationalDistanceLoss } from '../losses/relational-loss';
import { type StoredVectors, takeVectors } from '../stored-vectors';
import type { DistillClicksOptions } from './distill-clicks';

/** What the batch's terms on hidden layers are made from. */
interface HiddenBatch {
  /** [batch, width], the student's */
  readonly hidden: tf.Tensor2D | null;
  /** [batch], places among the training rows */
  readonly places: Int32Array;
  readonly random: Random;
}

/** Hint and relations of `distillClicks`, each by its weight, with the hint's projection. */
export class HiddenTerms {
  readonly parameters: readonly Parameter[];
  private readonly teacher: StoredVectors;
  private readonly projection: Parameter | null;

  /** @throws InputError where a side has no hidden layer */
  constructor(private readonly options: DistillClicksOptions) {
    const { softTargets, seed, hintWeight = 0 } = options;
    const studentWidth = studentHiddenWidth(options);
    const hidden = softTargets?.hidden ?? null;
    if (studentWidth === null || hidden === null) {
      const missing = hidden === null ? 'softTargets.hidden is null' : `a ${options.student.kind} has none`;
      throw new InputError(
        `distillClicks: hints and relations want hidden layers on both sides, but ${missing}; store the teacher's, and take a student with a hidden layer`,
      );
    }
    this.teacher = hidden;
    const random = new Random(seed).fork('hint projection');
    const widths = { studentWidth, teacherWidth: hidden.width };
    this.projection = hintWeight > 0 ? hintProjection({ name: 'hint/projection', ...widths, random }) : null;
    this.parameters = this.projection === null ? [] : [this.projection];
  }

  /** The weighted terms of a batch. */
  of({ hidden, places, random }: HiddenBatch): tf.Scalar[] {
    const { hintWeight = 0, distanceWeight = 0, angleWeight = 0 } = this.options;
    const studentHidden = hidden as tf.Tensor2D;
    const teacherHidden = takeVectors(this.teacher, places);
    const terms: tf.Scalar[] = [];
    if (this.projection !== null) {
      const projection = this.projection.value<tf.Tensor2D>();
      terms.push(tf.mul(hintLoss({ studentHidden, teacherHidden, projection }), hintWeight));
    }
    if (distanceWeight + angleWeight === 0) return terms;
    const vectors = this.draw(studentHidden, teacherHidden, random);
    const [count] = vectors.studentVectors.shape;
    // The last batch of an epoch may be too small to hold a relation.
    if (distanceWeight > 0 && count >= 2) {
      terms.push(tf.mul(relationalDistanceLoss(vectors), distanceWeight));
    }
    if (angleWeight > 0 && count >= 3) terms.push(tf.mul(relationalAngleLoss(vectors), angleWeight));
    return terms;
  }

  /** At most `relationRows` rows of the batch, drawn alike. */
  private draw(student: tf.Tensor2D, teacher: tf.Tensor2D, random: Random) {
    const { relationRows = 0 } = this.options;
    const [batch] = student.shape;
    if (batch <= relationRows) return { studentVectors: student, teacherVectors: teacher };
    const drawn = tf.tensor1d(random.permutation(batch).subarray(0, relationRows), 'int32');
    return { studentVectors: tf.gather(student, drawn), teacherVectors: tf.gather(teacher, drawn) };
  }

  dispose(): void {
    this.projection?.dispose();
  }
}

/** By a look at one row; null where the student has no hidden layer. */
function studentHiddenWidth({ student, table, rows }: DistillClicksOptions): number | null {
  const batch = table.read(rows.subarray(0, 1));
  let width: number | null = null;
  tf.tidy(() => {
    width = student.forward({ batch, training: false, random: null }).hidden?.shape[1] ?? null;
  });
  return width;
}
