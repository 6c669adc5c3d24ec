import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import {
  type RelationalLossOptions,
  relationalAngleLoss,
  relationalDistanceLoss,
} from '../../losses/relational-loss';
import type { MethodBatch, RankingMethod } from '../ranking-method';
import { checkCounts } from './check-settings';
import type { VectorPair } from './draw-items';
import { drawOthers } from './draw-others';
import { lossOnlyMethod } from './loss-only-method';
import { teacherHidden, theTeacher } from './teacher-lists';

/** At most `rows` contexts of the batch, drawn alike. */
function drawContexts(
  where: string,
  options: { batch: MethodBatch; teacherWidth: number; rows: number },
): VectorPair {
  const { batch, teacherWidth, rows } = options;
  const teacher = teacherHidden(where, theTeacher(where, batch), teacherWidth);
  const [items] = batch.hidden.shape;
  if (items <= rows) return { student: batch.hidden, teacher };
  const excluded = new Int32Array(0);
  const at = tf.tensor1d(
    drawOthers(where, { excluded, batch: 1, items, count: rows, random: batch.random }),
    'int32',
  );
  return { student: tf.gather(batch.hidden, at), teacher: tf.gather(teacher, at) };
}

interface RelationalOptions {
  /** Width of the teacher's vectors, which must have been stored. */
  readonly teacherWidth: number;
  /** At most so many contexts of a batch, drawn alike; the work grows with the square (distances) or cube (angles). */
  readonly rows: number;
}

function relational(
  where: string,
  options: RelationalOptions & { least: number; lossOf: (options: RelationalLossOptions) => tf.Scalar },
): RankingMethod {
  const { teacherWidth, rows, least, lossOf } = options;
  checkCounts(where, { teacherWidth });
  checkCounts(where, { rows }, least);
  return lossOnlyMethod(where, (batch) => {
    const { student, teacher } = drawContexts(where, { batch, teacherWidth, rows });
    // The last batch of an epoch may be too small to hold a relation.
    if (student.shape[0] < least) return tf.mul(tf.sum(student), 0) as tf.Scalar;
    return lossOf({ studentVectors: student, teacherVectors: teacher });
  });
}

/**
 * `relationalDistanceLoss` over the contexts of a batch.
 * @throws InputError on settings out of range, or where vectors were not stored
 * @see Park et al. 2019, arXiv:1904.05068
 */
export function relationalDistance(options: RelationalOptions): RankingMethod {
  checkOptions('relationalDistance', options, ['teacherWidth', 'rows']);
  return relational('relationalDistance', { ...options, least: 2, lossOf: relationalDistanceLoss });
}

/**
 * `relationalAngleLoss` over the contexts of a batch.
 * @throws InputError on settings out of range, or where vectors were not stored
 * @see Park et al. 2019, arXiv:1904.05068
 */
export function relationalAngle(options: RelationalOptions): RankingMethod {
  checkOptions('relationalAngle', options, ['teacherWidth', 'rows']);
  return relational('relationalAngle', { ...options, least: 3, lossOf: relationalAngleLoss });
}
