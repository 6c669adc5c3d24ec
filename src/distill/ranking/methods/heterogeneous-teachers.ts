import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../../errors';
import { softmaxOfRows } from '../../losses/cross-entropy-kernels';
import { pickLogits } from '../../losses/pick-logits';
import type { MethodBatch, RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { lossOnlyMethod } from './loss-only-method';
import { relaxedRankingLoss } from './relaxed-ranking-loss';
import { bestItems } from './student-ranks';
import { TeachersCurriculum } from './teachers-curriculum';

const where = 'heterogeneousTeachers';
// Takes an item out of a sum of exponentials.
const out = -1e30;

/** ln Σ_j e^z[j] over the items that are not in the row's list, [batch, 1]. */
function logSumOfOthers(logits: tf.Tensor2D, items: Int32Array): tf.Tensor2D {
  const [batch, columns] = logits.shape;
  const k = items.length / batch;
  const mask = new Float32Array(batch * columns);
  items.forEach((item, at) => {
    mask[Math.floor(at / k) * columns + item] = out;
  });
  const sum = tf.customGrad((input, save) => {
    const z = tf.add(input as tf.Tensor2D, tf.tensor2d(mask, [batch, columns])) as tf.Tensor2D;
    (save as tf.GradSaveFunc)([softmaxOfRows(z)]);
    return {
      value: tf.logSumExp(z, 1, true),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0], dy),
    };
  });
  return sum(logits) as tf.Tensor2D;
}

/**
 * A list of the best items against the rest of the catalogue, in order or not.
 *   L = -(1 / batch) · Σ_u Σ_{k ≤ K} ln( e^z[π_k] / (Σ_{l ≥ k} e^z[π_l] + Σ_{j not in π} e^z[j]) )   where ordered,
 *   L = -(1 / batch) · Σ_u Σ_{k ≤ K} ln( e^z[π_k] / (e^z[π_k] + Σ_{j not in π} e^z[j]) )              elsewhere
 * @param options.studentLogits [batch, items], unscaled
 * @param options.items π, [batch, K], row-major, best first
 * @param options.isOrdered [batch], 1 or 0
 * @returns scalar, in nats
 * @throws InputError where an index is no item
 * @see Kang et al. 2023, arXiv:2303.01130, section 4.3
 */
export function listAgainstCatalogueLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly items: Int32Array;
  readonly isOrdered: Float32Array;
}): tf.Scalar {
  const name = 'listAgainstCatalogueLoss';
  checkOptions(name, options, ['studentLogits', 'items', 'isOrdered']);
  const { studentLogits, items, isOrdered } = options;
  return tf.tidy(() =>
    relaxedRankingLoss({
      ranked: pickLogits(name, studentLogits, items),
      rest: logSumOfOthers(studentLogits, items),
      kept: null,
      restKept: null,
      isOrdered,
    }),
  );
}

/**
 * Several teachers of different kinds, easy to hard: their rankings are merged into a consensus, each teacher may come
 * in several states of its own training, and a context goes on to a teacher's next state once the student's ranking
 * has come closer to it. Up to the teachers' last states the student learns what stands in the list, then its order
 * (`listAgainstCatalogueLoss`).
 *
 * The batch's teachers are the states of the first teacher, earliest first, then those of the second, and so on; with
 * `stages: 1` they are finished teachers, whose consensus is learnt with its order from the start. Where the authors'
 * code switches to the order once all users are done, each context does so here; its list of observed items is left to
 * the hard loss, and the threshold stays what it is where the code lets it fall by 0.5 % with every check.
 * @param options.k items of the consensus
 * @param options.lambda λ, places over which an item's importance falls to 1 / e
 * @param options.stages states a teacher
 * @param options.every epochs between two checks of the student's progress
 * @param options.threshold factor by which the distance to the next state must shrink, at least 1 (the paper's α)
 * @throws InputError on settings out of range, or where fewer than k items were stored
 * @see Kang et al. 2023, arXiv:2303.01130; the authors' code: github.com/SeongKu-Kang/HetComp_WWW23
 */
export function heterogeneousTeachers(options: {
  readonly k: number;
  readonly lambda: number;
  readonly stages: number;
  readonly every: number;
  readonly threshold: number;
}): RankingMethod {
  checkOptions(where, options, ['k', 'lambda', 'stages', 'every', 'threshold']);
  const { k, lambda, stages, every, threshold } = options;
  checkCounts(where, { k, stages, every });
  checkPositive(where, { lambda });
  if (!(threshold >= 1 && Number.isFinite(threshold))) {
    throw new InputError(`${where}: threshold must be a finite number of at least 1, found ${threshold}`);
  }
  const curriculum = new TeachersCurriculum(options);
  return lossOnlyMethod(where, (batch) => {
    checkTeachers(batch, { k, stages });
    const { studentLogits, teachers, epoch } = batch;
    const rows = studentLogits.shape[0];
    const own = bestItems(studentLogits, k);
    const items = new Int32Array(rows * k);
    const isOrdered = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      const context = batch.contexts[row];
      const student = own.subarray(row * k, (row + 1) * k);
      const consensus = curriculum.rankingFor({ context, row, epoch, teachers, student });
      items.set(consensus.items, row * k);
      isOrdered[row] = consensus.isFinal ? 1 : 0;
    }
    return listAgainstCatalogueLoss({ studentLogits, items, isOrdered });
  });
}

function checkTeachers({ teachers }: MethodBatch, { k, stages }: { k: number; stages: number }): void {
  if (teachers.length === 0 || teachers.length % stages !== 0) {
    throw new InputError(
      `${where}: expected the ${stages} states of each teacher, found ${teachers.length} lists; give all states of the first teacher, then all of the second`,
    );
  }
  const short = teachers.findIndex((teacher) => teacher.k < k);
  if (short >= 0) {
    throw new InputError(
      `${where}: wants the best ${k} items, but teacher ${short} stored ${teachers[short].k} for each context`,
    );
  }
}
