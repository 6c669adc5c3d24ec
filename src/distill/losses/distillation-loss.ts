import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import {
  checkAlpha,
  checkLabels,
  checkSameShape,
  checkTemperature,
  checkWeights,
  type Labels,
  type RowValues,
} from './check-inputs';
import { crossEntropyOfLabels } from './cross-entropy-kernels';
import { meanOverRows, type RowLosses } from './mean-over-rows';
import { softenedDivergence } from './soft-loss';

const known = ['studentLogits', 'teacherLogits', 'labels', 'temperature', 'alpha', 'labelWeights', 'weights'];

/** The hard loss of rows that have a label; the others count 0. */
function hardLosses(logits: tf.Tensor2D, labels: Int32Array, labelWeights: Float32Array | null): RowLosses {
  const { rows, slopes } = crossEntropyOfLabels(logits, tf.tensor1d(labels, 'int32'));
  if (labelWeights === null) return { rows, slopes };
  const column = tf.tensor1d(labelWeights);
  return { rows: tf.mul(rows, column), slopes: tf.mul(slopes, tf.reshape(column, [-1, 1])) };
}

/**
 * Knowledge-distillation loss, averaged over the batch.
 *   L = CE(y, z_s) + alpha · T² · KL(softmax(z_t / T) ‖ softmax(z_s / T))
 *   dL / dz_s = (softmax(z_s) - onehot(y) + alpha · T · (softmax(z_s / T) - softmax(z_t / T))) / batch
 * T² keeps the soft gradients on scale as T varies. The teacher's logits are constants and get no gradient.
 *
 * `alpha` is the weight of the teacher beside a hard loss of weight 1. Where Hinton et al. take the weighted average
 * (1 - a) · CE + a · T² · KL, alpha = a / (1 - a); where Keras' example takes a · CE + (1 - a) · T² · KL,
 * alpha = (1 - a) / a. Both are then smaller than this loss by one factor for the whole, which Adam does not see.
 * @param options.studentLogits [batch, classes], unscaled
 * @param options.teacherLogits [batch, classes], unscaled
 * @param options.labels [batch], class indices
 * @param options.temperature T > 0; larger is smoother
 * @param options.alpha at least 0; 0 is `crossEntropyLoss`
 * @param options.labelWeights [batch], for the hard term alone: 0 for pairs that nobody rated (their label is
 *   then any class); 1 where not given
 * @param options.weights [batch], for the whole row; 1 where not given
 * @returns scalar, in nats
 * @throws RangeError if the shapes differ, temperature ≤ 0, alpha < 0 or a label is no class index
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2
 */
export function distillationLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D;
  readonly labels: Labels;
  readonly temperature: number;
  readonly alpha: number;
  readonly labelWeights?: RowValues;
  readonly weights?: RowValues;
}): tf.Scalar {
  const where = 'distillationLoss';
  const { studentLogits, teacherLogits, temperature, alpha } = options;
  checkOptions(where, options, known);
  const [batch, classes] = checkSameShape(where, studentLogits, teacherLogits);
  checkTemperature(where, temperature);
  checkAlpha(where, alpha);
  const labels = checkLabels(where, options.labels, batch, classes);
  const labelWeights = checkWeights(where, 'labelWeights', options.labelWeights, batch);
  const weights = checkWeights(where, 'weights', options.weights, batch);
  return meanOverRows({
    input: studentLogits,
    weights,
    losses: (z) => {
      const hard = hardLosses(z, labels, labelWeights);
      if (alpha === 0) return hard;
      const soft = softenedDivergence(z, teacherLogits, temperature);
      return {
        rows: tf.add(hard.rows, tf.mul(soft.rows, alpha * temperature ** 2)),
        slopes: tf.add(hard.slopes, tf.mul(soft.slopes, alpha * temperature)),
      };
    },
  });
}
