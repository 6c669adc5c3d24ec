import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import { pickLogits } from '../../losses/pick-logits';
import { softLoss } from '../../losses/soft-loss';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { lossOnlyMethod } from './loss-only-method';
import { bestOf, theTeacher } from './teacher-lists';

const where = 'topKKl';

/**
 * Divergence of the student from its teacher over the teacher's best items alone, both renormalised there, averaged
 * over the batch.
 *   L = (1 / batch) · Σ_u T² · KL(softmax(z_t[K_u] / T) ‖ softmax(z_s[K_u] / T)),  K_u: the teacher's top k of context u
 * It says nothing of the items outside K_u: only their order within moves. Beside it goes a hard loss, which pushes
 * the rest of the catalogue down.
 * @param options.studentLogits [batch, items], unscaled
 * @param options.items [batch, k], row-major, the teacher's best
 * @param options.teacherLogits [batch, k], unscaled, of those items
 * @param options.temperature T > 0
 * @returns scalar, in nats
 * @throws InputError where an index is no item; RangeError if temperature ≤ 0
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2, on a list of candidates
 */
export function topKKlLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly items: Int32Array;
  readonly teacherLogits: Float32Array;
  readonly temperature: number;
}): tf.Scalar {
  checkOptions('topKKlLoss', options, ['studentLogits', 'items', 'teacherLogits', 'temperature']);
  const { items, teacherLogits, temperature } = options;
  return tf.tidy(() => {
    const studentLogits = pickLogits('topKKlLoss', options.studentLogits, items);
    const teacher = tf.tensor2d(teacherLogits, studentLogits.shape);
    return softLoss({ studentLogits, teacherLogits: teacher, temperature });
  });
}

/**
 * `topKKlLoss` as a method.
 * @param options.k how many of the teacher's items; all that were stored where not given
 * @throws InputError on settings out of range, or where fewer than k items were stored
 */
export function topKKl(options: { readonly temperature: number; readonly k?: number }): RankingMethod {
  checkOptions(where, options, ['temperature', 'k']);
  const { temperature, k } = options;
  checkPositive(where, { temperature });
  if (k !== undefined) checkCounts(where, { k });
  return lossOnlyMethod(where, (batch) => {
    const { items, logits } = bestOf(where, theTeacher(where, batch), k);
    return topKKlLoss({ studentLogits: batch.studentLogits, items, teacherLogits: logits, temperature });
  });
}
