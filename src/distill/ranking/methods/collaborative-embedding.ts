import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import type { Random } from '../../../random';
import { Parameter } from '../../../tensor/parameter';
import type { RankingMethod } from '../ranking-method';
import { checkCounts } from './check-settings';
import { drawItems } from './draw-items';
import { theTeacher } from './teacher-lists';

const where = 'collaborativeEmbedding';

/**
 * L = (1 / rows) · Σ_i (1 / width) · ‖t_i · W - v_i‖², with gradients in v and W.
 * @param options.studentVectors v, [rows, width]
 * @param options.teacherVectors t, [rows, teacherWidth], constants
 * @param options.projection W, [teacherWidth, width]
 * @see Cui et al. 2024, arXiv:2405.00338, section 4.2
 */
export function collaborativeEmbeddingLoss(options: {
  readonly studentVectors: tf.Tensor2D;
  readonly teacherVectors: tf.Tensor2D;
  readonly projection: tf.Tensor2D;
}): tf.Scalar {
  const known = ['studentVectors', 'teacherVectors', 'projection'];
  checkOptions('collaborativeEmbeddingLoss', options, known);
  const { studentVectors, teacherVectors, projection } = options;
  return tf.tidy(() => tf.mean(tf.square(tf.sub(tf.matMul(teacherVectors, projection), studentVectors))));
}

/**
 * Collaborative embedding distillation: the teacher's item vectors, projected to the student's width, draw the
 * student's item vectors to them, which stay free to hold what only interactions tell.
 *   L = (1 / drawn) · Σ_i (1 / width) · ‖t_i · W - v_i‖²
 * The paper adds t_i · W to the student's input embedding for good; here it draws the vector there in training, so that
 * the student keeps its size and needs neither t nor W when it serves.
 * @param options.items items drawn a batch
 * @param options.random starts the projection
 * @throws InputError on settings out of range, or where the teacher's item vectors were not stored
 * @see Cui et al. 2024, arXiv:2405.00338, section 4.2
 */
export function collaborativeEmbedding(options: {
  readonly studentWidth: number;
  readonly teacherWidth: number;
  readonly items: number;
  readonly random: Random;
}): RankingMethod {
  checkOptions(where, options, ['studentWidth', 'teacherWidth', 'items', 'random']);
  const { studentWidth, teacherWidth, items, random } = options;
  checkCounts(where, { studentWidth, teacherWidth, items });
  const projection = new Parameter({
    name: `${where}/projection`,
    shape: [teacherWidth, studentWidth],
    values: random.normals(teacherWidth * studentWidth, 1 / Math.sqrt(teacherWidth)),
  });
  return {
    name: where,
    parameters: [projection],
    loss: (batch) => {
      const teacher = theTeacher(where, batch);
      const drawn = drawItems(where, { batch, teacher, teacherWidth, count: items });
      return collaborativeEmbeddingLoss({
        studentVectors: drawn.student,
        teacherVectors: drawn.teacher,
        projection: projection.value<tf.Tensor2D>(),
      });
    },
    dispose: () => projection.dispose(),
  };
}
