import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkMatrix, checkWeights, type RowValues } from './check-inputs';
import { meanOverRows } from './mean-over-rows';

function checkHints(studentHidden: tf.Tensor2D, teacherHidden: tf.Tensor2D, projection: tf.Tensor2D): void {
  const [batch, studentWidth] = checkMatrix('hintLoss', 'studentHidden', studentHidden);
  const [rows, teacherWidth] = checkMatrix('hintLoss', 'teacherHidden', teacherHidden);
  const [from, to] = checkMatrix('hintLoss', 'projection', projection);
  if (rows !== batch) {
    throw new RangeError(
      `hintLoss: studentHidden [${studentHidden.shape.join(', ')}] and teacherHidden [${teacherHidden.shape.join(', ')}] must have the same rows; were both computed from one batch?`,
    );
  }
  if (from !== studentWidth || to !== teacherWidth) {
    throw new RangeError(
      `hintLoss: projection must be [studentWidth, teacherWidth] = [${studentWidth}, ${teacherWidth}], found [${from}, ${to}]`,
    );
  }
}

/**
 * Mean squared distance of the projected student's hidden layer from the teacher's: the hint.
 *   L = (1 / batch) · Σ_i w_i · (1 / teacherWidth) · ‖h_s,i · W - h_t,i‖²
 * FitNets' ½ · ‖·‖² is this times teacherWidth / 2; the mean keeps the scale when another teacher is wider. Gradients
 * reach the student and the projection, which is thrown away after training; the teacher's layer is a constant.
 * @param options.teacherHidden [batch, teacherWidth]
 * @param options.studentHidden [batch, studentWidth]
 * @param options.projection W, [studentWidth, teacherWidth], trained with the student
 * @param options.weights [batch], at least 0; 1 where not given
 * @returns scalar, in squared units of the teacher's layer
 * @throws RangeError if rows or widths do not fit
 * @see Romero et al. 2015, arXiv:1412.6550, equation 3
 */
export function hintLoss(options: {
  readonly teacherHidden: tf.Tensor2D;
  readonly studentHidden: tf.Tensor2D;
  readonly projection: tf.Tensor2D;
  readonly weights?: RowValues;
}): tf.Scalar {
  checkOptions('hintLoss', options, ['teacherHidden', 'studentHidden', 'projection', 'weights']);
  const { teacherHidden, studentHidden, projection } = options;
  checkHints(studentHidden, teacherHidden, projection);
  const [batch, width] = teacherHidden.shape;
  const weights = checkWeights('hintLoss', 'weights', options.weights, batch);
  return tf.tidy(() =>
    meanOverRows({
      input: tf.matMul(studentHidden, projection),
      weights,
      losses: (projected) => {
        const difference = tf.sub(projected, teacherHidden) as tf.Tensor2D;
        return {
          rows: tf.mean(tf.square(difference), 1),
          slopes: tf.mul(difference, 2 / width),
        };
      },
    }),
  );
}
