import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import { cosines } from '../../losses/cosine';
import type { MethodBatch, RankingMethod, TeacherBatch } from '../ranking-method';
import { checkCounts } from './check-settings';
import { drawItems, type VectorPair } from './draw-items';
import { lossOnlyMethod } from './loss-only-method';
import { teacherHidden, theTeacher } from './teacher-lists';

const where = 'fullTopologyDistillation';

/**
 * Full topology distillation: the similarities among the student's vectors follow those among the teacher's.
 *   L = (1 / n²) · Σ_ij (cos(s_i, s_j) - cos(t_i, t_j))²
 * Needs no projection: the widths may differ. The paper takes the sum; the mean keeps the scale as batches grow.
 * @param options.studentVectors s, [n, width], of contexts and items alike
 * @param options.teacherVectors t, [n, teacherWidth], constants
 * @returns scalar, from 0 to 4
 * @see Kang et al. 2021, arXiv:2106.08700, section 4.1 (FTD)
 */
export function fullTopologyLoss(options: {
  readonly studentVectors: tf.Tensor2D;
  readonly teacherVectors: tf.Tensor2D;
}): tf.Scalar {
  checkOptions('fullTopologyLoss', options, ['studentVectors', 'teacherVectors']);
  const { studentVectors, teacherVectors } = options;
  return tf.tidy(() =>
    tf.mean(
      tf.square(tf.sub(cosines(studentVectors, studentVectors), cosines(teacherVectors, teacherVectors))),
    ),
  );
}

/** The batch's contexts and, behind them, `items` drawn items. */
export function contextsAndItems(
  where: string,
  options: { batch: MethodBatch; teacher: TeacherBatch; teacherWidth: number; items: number },
): VectorPair {
  const { batch, teacher, teacherWidth, items } = options;
  const contexts = { student: batch.hidden, teacher: teacherHidden(where, teacher, teacherWidth) };
  if (items === 0) return contexts;
  const drawn = drawItems(where, { batch, teacher, teacherWidth, count: items });
  return {
    student: tf.concat([contexts.student, drawn.student]),
    teacher: tf.concat([contexts.teacher, drawn.teacher]),
  };
}

/**
 * `fullTopologyLoss` as a method, over the contexts of a batch and drawn items.
 * @param options.teacherWidth width of the teacher's vectors, which must have been stored
 * @param options.items items drawn a batch; 0 takes the contexts alone
 * @throws InputError on settings out of range, or where vectors were not stored
 * @see Kang et al. 2021, arXiv:2106.08700, section 4.1
 */
export function fullTopologyDistillation(options: {
  readonly teacherWidth: number;
  readonly items: number;
}): RankingMethod {
  checkOptions(where, options, ['teacherWidth', 'items']);
  const { teacherWidth, items } = options;
  checkCounts(where, { teacherWidth });
  checkCounts(where, { items }, 0);
  return lossOnlyMethod(where, (batch) => {
    const teacher = theTeacher(where, batch);
    const { student, teacher: vectors } = contextsAndItems(where, { batch, teacher, teacherWidth, items });
    return fullTopologyLoss({ studentVectors: student, teacherVectors: vectors });
  });
}
