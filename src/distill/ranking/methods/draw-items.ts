import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../../errors';
import type { MethodBatch, TeacherBatch } from '../ranking-method';
import { drawOthers } from './draw-others';
import { teacherItemVectors } from './teacher-lists';

/** The student's and the teacher's vectors of the same rows. */
export interface VectorPair {
  /** [rows, width], differentiable */
  readonly student: tf.Tensor2D;
  /** [rows, teacherWidth] */
  readonly teacher: tf.Tensor2D;
}

/**
 * Vectors of `count` items, drawn alike from the catalogue without replacement.
 * @throws InputError where the teacher's item vectors were not stored, or the catalogue is smaller
 */
export function drawItems(
  where: string,
  options: { batch: MethodBatch; teacher: TeacherBatch; teacherWidth: number; count: number },
): VectorPair {
  const { batch, teacher, teacherWidth, count } = options;
  const vectors = teacherItemVectors(where, teacher, teacherWidth);
  const [items] = batch.itemVectors.shape;
  if (vectors.shape[0] !== items) {
    throw new InputError(
      `${where}: the teacher has vectors of ${vectors.shape[0]} items, the student of ${items}; both must speak of one catalogue`,
    );
  }
  const drawn = drawOthers(where, {
    excluded: new Int32Array(0),
    batch: 1,
    items,
    count,
    random: batch.random,
  });
  const at = tf.tensor1d(drawn, 'int32');
  return { student: tf.gather(batch.itemVectors, at), teacher: tf.gather(vectors, at) };
}
