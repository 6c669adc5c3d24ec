import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { checkColumn, checkTemperature, checkWeights, type RowValues } from './check-inputs';
import { meanOverRows, type RowLosses } from './mean-over-rows';
import { binaryCrossEntropies } from './sigmoid-kernels';

/** KL(Bernoulli(σ(z_t / T)) ‖ Bernoulli(σ(z_s / T))) of each row, and its slope in z_s / T; both [batch, 1]. */
function softenedDivergence(
  studentLogits: tf.Tensor2D,
  teacherLogits: tf.Tensor2D,
  temperature: number,
): RowLosses {
  const softenedTeacher = tf.div(teacherLogits, temperature) as tf.Tensor2D;
  const targets = { probabilities: tf.sigmoid(softenedTeacher), weights: tf.scalar(1) };
  const cross = binaryCrossEntropies(tf.div(studentLogits, temperature), targets);
  const entropy = binaryCrossEntropies(softenedTeacher, targets);
  return { rows: tf.sub(cross.rows, entropy.rows), slopes: cross.slopes };
}

/**
 * Divergence of a click student from its teacher at a temperature, averaged over the batch.
 *   L = (1 / batch) · Σ_i w_i · T² · KL(Bernoulli(σ(z_t / T)) ‖ Bernoulli(σ(z_s / T)))
 *   dL / dz_s = w · T · (σ(z_s / T) − σ(z_t / T)) / batch
 * It is `softLoss` over the two logits [0, z], since softmax([0, z] / T) = [1 − σ(z / T), σ(z / T)]; logits [−z, z] would
 * be those of half the temperature. The teacher's logits are constants and get no gradient.
 * @param options.studentLogits [batch], unscaled
 * @param options.teacherLogits [batch], unscaled
 * @param options.temperature T > 0; larger is smoother
 * @param options.weights [batch], at least 0; 1 where not given
 * @returns scalar, in nats; 0 if and only if both say the same everywhere, up to rounding of about 1e-7 · T²
 * @throws RangeError if the lengths differ or temperature ≤ 0
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2
 */
export function binarySoftLoss(options: {
  readonly studentLogits: tf.Tensor1D;
  readonly teacherLogits: tf.Tensor1D;
  readonly temperature: number;
  readonly weights?: RowValues;
}): tf.Scalar {
  const where = 'binarySoftLoss';
  checkOptions(where, options, ['studentLogits', 'teacherLogits', 'temperature', 'weights']);
  const { studentLogits, teacherLogits, temperature } = options;
  const batch = checkColumn(where, 'studentLogits', studentLogits);
  if (checkColumn(where, 'teacherLogits', teacherLogits) !== batch) {
    throw new RangeError(
      `${where}: studentLogits [${batch}] and teacherLogits [${teacherLogits.shape}] must have one length; were both made from the same rows?`,
    );
  }
  checkTemperature(where, temperature);
  const weights = checkWeights(where, 'weights', options.weights, batch);
  return tf.tidy(() =>
    meanOverRows({
      input: tf.reshape(studentLogits, [batch, 1]),
      weights,
      losses: (z) => {
        const teacher = tf.reshape(teacherLogits, [batch, 1]) as tf.Tensor2D;
        const { rows, slopes } = softenedDivergence(z, teacher, temperature);
        return { rows: tf.mul(rows, temperature ** 2), slopes: tf.mul(slopes, temperature) };
      },
    }),
  );
}
