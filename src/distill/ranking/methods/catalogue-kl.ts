import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import { crossEntropyOfDistributions, softmaxOfRows } from '../../losses/cross-entropy-kernels';
import { meanOverRows } from '../../losses/mean-over-rows';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { lossOnlyMethod } from './loss-only-method';
import { bestOf, theTeacher } from './teacher-lists';

const where = 'catalogueKl';

interface TeacherLists {
  /** [batch, k], row-major, the teacher's best */
  readonly items: Int32Array;
  /** [batch, k], unscaled, of those items */
  readonly teacherLogits: Float32Array;
  readonly temperature: number;
}

/** softmax(z_t / T) over each list, 0 elsewhere [batch, items], and its negative entropy [batch] */
function spread({ items, teacherLogits, temperature }: TeacherLists, batch: number, catalogue: number) {
  const k = items.length / batch;
  const softened = tf.div(tf.tensor2d(teacherLogits, [batch, k]), temperature);
  const p = softmaxOfRows(softened as tf.Tensor2D);
  const places = items.map((item, at) => Math.floor(at / k) * catalogue + item);
  const flat = tf.scatterND(tf.tensor2d(places, [places.length, 1], 'int32'), tf.reshape(p, [-1]), [
    batch * catalogue,
  ]);
  return {
    targets: tf.reshape(flat, [batch, catalogue]) as tf.Tensor2D,
    information: tf.neg(crossEntropyOfDistributions(softened as tf.Tensor2D, p).rows),
  };
}

/**
 * Divergence of the student, over the whole catalogue, from its teacher's best items, averaged over the batch.
 *   L = (1 / batch) · Σ_u T² · KL(p_u ‖ softmax(z_s / T)),  p_u = softmax(z_t[K_u] / T) on the teacher's best k, 0 elsewhere
 * Beside the order within the list it also says that what is not on it stands below, which `topKKl` leaves open.
 * @param options.studentLogits [batch, items], unscaled
 * @param options.temperature T > 0
 * @returns scalar, in nats; above 0 while the student gives any mass to items outside the lists
 * @throws RangeError if temperature ≤ 0
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2, with soft targets cut off
 */
export function catalogueKlLoss(options: TeacherLists & { readonly studentLogits: tf.Tensor2D }): tf.Scalar {
  checkOptions('catalogueKlLoss', options, ['studentLogits', 'items', 'teacherLogits', 'temperature']);
  const { studentLogits, temperature } = options;
  checkPositive('catalogueKlLoss', { temperature });
  const [batch, catalogue] = studentLogits.shape;
  return meanOverRows({
    input: studentLogits,
    weights: null,
    losses: (z) => {
      const { targets, information } = spread(options, batch, catalogue);
      const { rows, slopes } = crossEntropyOfDistributions(tf.div(z, temperature), targets);
      return {
        rows: tf.mul(tf.add(rows, information), temperature ** 2),
        slopes: tf.mul(slopes, temperature),
      };
    },
  });
}

/**
 * `catalogueKlLoss` as a method.
 * @param options.k how many of the teacher's items; all that were stored where not given
 */
export function catalogueKl(options: { readonly temperature: number; readonly k?: number }): RankingMethod {
  checkOptions(where, options, ['temperature', 'k']);
  const { temperature, k } = options;
  checkPositive(where, { temperature });
  if (k !== undefined) checkCounts(where, { k });
  return lossOnlyMethod(where, (batch) => {
    const { items, logits } = bestOf(where, theTeacher(where, batch), k);
    return catalogueKlLoss({ studentLogits: batch.studentLogits, items, teacherLogits: logits, temperature });
  });
}
