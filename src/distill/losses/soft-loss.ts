import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkSameShape, checkTemperatures, checkWeights, type RowValues } from './check-inputs';
import { crossEntropyOfDistributions, softmaxOfRows } from './cross-entropy-kernels';
import { meanOverRows, type RowLosses } from './mean-over-rows';

/** z / T */
function soften(logits: tf.Tensor2D, temperature: number | tf.Tensor2D): tf.Tensor2D {
  return temperature === 1 ? logits : tf.div(logits, temperature);
}

/**
 * Each row's KL(p ‖ q) at a temperature, without the factor T², and its slope (q - p) in the softened student
 * logits z_s / T.
 * @param temperature T, or [batch, 1]
 */
export function softenedDivergence(
  studentLogits: tf.Tensor2D,
  teacherLogits: tf.Tensor2D,
  temperature: number | tf.Tensor2D,
): RowLosses {
  const softenedTeacher = soften(teacherLogits, temperature);
  const targets = softmaxOfRows(softenedTeacher);
  const cross = crossEntropyOfDistributions(soften(studentLogits, temperature), targets);
  const entropy = crossEntropyOfDistributions(softenedTeacher, targets);
  return { rows: tf.sub(cross.rows, entropy.rows), slopes: cross.slopes };
}

/**
 * Divergence of the student from its teacher at a temperature, averaged over the batch: the soft loss.
 *   L = (1 / batch) · Σ_i w_i · T² · KL(p_i ‖ q_i),  p = softmax(z_t / T), q = softmax(z_s / T)
 *   dL / dz_s = w · T · (q - p) / batch
 * T² keeps the gradients on scale as T varies; as T grows the loss becomes `logitMatchingLoss`. The teacher's logits
 * are constants and get no gradient.
 * @param options.studentLogits [batch, classes], unscaled
 * @param options.teacherLogits [batch, classes], unscaled
 * @param options.temperature T > 0; larger is smoother. [batch] gives each row its own, T² with it
 * @param options.weights [batch], at least 0; 1 where not given
 * @returns scalar, in nats; 0 if and only if both say the same everywhere, up to rounding of about 1e-7 · T²
 * @throws RangeError if the shapes differ or temperature ≤ 0
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2
 */
export function softLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D;
  readonly temperature: number | RowValues;
  readonly weights?: RowValues;
}): tf.Scalar {
  checkOptions('softLoss', options, ['studentLogits', 'teacherLogits', 'temperature', 'weights']);
  const { studentLogits, teacherLogits } = options;
  const [batch] = checkSameShape('softLoss', studentLogits, teacherLogits);
  const temperature = checkTemperatures('softLoss', options.temperature, batch);
  const weights = checkWeights('softLoss', 'weights', options.weights, batch);
  return meanOverRows({
    input: studentLogits,
    weights,
    losses: (z) => {
      if (typeof temperature === 'number') {
        const { rows, slopes } = softenedDivergence(z, teacherLogits, temperature);
        return { rows: tf.mul(rows, temperature ** 2), slopes: tf.mul(slopes, temperature) };
      }
      const column = tf.tensor2d(temperature, [batch, 1]);
      const { rows, slopes } = softenedDivergence(z, teacherLogits, column);
      return { rows: tf.mul(rows, tf.square(tf.squeeze(column, [1]))), slopes: tf.mul(slopes, column) };
    },
  });
}
