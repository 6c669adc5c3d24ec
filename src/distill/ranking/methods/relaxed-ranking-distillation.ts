import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../../errors';
import type { Random } from '../../../random';
import { pickLogits } from '../../losses/pick-logits';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { drawByWeight, logPlaceWeights } from './draw-by-weight';
import { drawOthers } from './draw-others';
import { lossOnlyMethod } from './loss-only-method';
import { relaxedRankingLoss } from './relaxed-ranking-loss';
import { bestOf, theTeacher } from './teacher-lists';

const where = 'relaxedRankingDistillation';

/**
 * Relaxed ranking distillation: the student reproduces the order of the interesting items and ranks them all above
 * the uninteresting ones, whose order among themselves it may choose.
 *   L = -(1 / batch) · Σ_u Σ_{k ≤ K} ln( e^z[i_k] / (Σ_{l ≥ k} e^z[i_l] + Σ_j e^z[u_j]) )
 * @param options.studentLogits [batch, items], unscaled
 * @param options.interesting i, [batch, K], row-major, in the teacher's order, best first
 * @param options.uninteresting u, [batch, L], row-major
 * @returns scalar, in nats
 * @throws InputError where an index is no item
 * @see Kang et al. 2020, arXiv:2012.04357, section 4.3
 */
export function relaxedRankingDistillationLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly interesting: Int32Array;
  readonly uninteresting: Int32Array;
}): tf.Scalar {
  const name = 'relaxedRankingDistillationLoss';
  checkOptions(name, options, ['studentLogits', 'interesting', 'uninteresting']);
  const { studentLogits, interesting, uninteresting } = options;
  return tf.tidy(() =>
    relaxedRankingLoss({
      ranked: pickLogits(name, studentLogits, interesting),
      rest: pickLogits(name, studentLogits, uninteresting),
      kept: null,
      restKept: null,
      isOrdered: null,
    }),
  );
}

/**
 * Draws from each teacher's list without replacement and keeps the order.
 * @param options.items [batch, k], best first
 * @param options.lambda an item at place r weighs e^(-r / λ); null draws every item alike
 * @returns [batch, count]
 */
export function drawInteresting(options: {
  readonly items: Int32Array;
  readonly k: number;
  readonly count: number;
  readonly lambda: number | null;
  readonly random: Random;
}): Int32Array {
  const { items, k, count, lambda, random } = options;
  const logWeights = lambda === null ? new Float64Array(k) : logPlaceWeights(k, lambda);
  const batch = items.length / k;
  const drawn = new Int32Array(batch * count);
  for (let row = 0; row < batch; row++) {
    drawByWeight({ logWeights, count, random }).forEach((place, at) => {
      drawn[row * count + at] = items[row * k + place];
    });
  }
  return drawn;
}

/**
 * `relaxedRankingDistillationLoss` as a method, with new samples for every batch; the authors draw once an epoch.
 * The uninteresting items are drawn alike from those outside the teacher's best k.
 * @param options.k the teacher's items from which the interesting ones are drawn
 * @param options.interesting K, at most k
 * @param options.uninteresting L
 * @param options.lambda λ, places over which the chance to be drawn falls to 1 / e (the paper's T); null draws
 *   all of the teacher's best k alike, the uniform variant
 * @throws InputError on settings out of range, or where fewer than k items were stored
 * @see Kang et al. 2020, arXiv:2012.04357, section 4.3; the authors' code: github.com/SeongKu-Kang/DE-RRD_CIKM20, which
 *   sums over a batch where this takes the mean
 */
export function relaxedRankingDistillation(options: {
  readonly k: number;
  readonly interesting: number;
  readonly uninteresting: number;
  readonly lambda: number | null;
}): RankingMethod {
  checkOptions(where, options, ['k', 'interesting', 'uninteresting', 'lambda']);
  const { k, interesting, uninteresting, lambda } = options;
  checkCounts(where, { k, interesting, uninteresting });
  if (lambda !== null) checkPositive(where, { lambda });
  if (interesting > k) {
    throw new InputError(`${where}: interesting must be at most k = ${k}, found ${interesting}`);
  }
  return lossOnlyMethod(where, (batch) => {
    const { studentLogits, random } = batch;
    const [rows, columns] = studentLogits.shape;
    const { items } = bestOf(where, theTeacher(where, batch), k);
    const others = { excluded: items, batch: rows, items: columns, count: uninteresting, random };
    return relaxedRankingDistillationLoss({
      studentLogits,
      interesting: drawInteresting({ items, k, count: interesting, lambda, random }),
      uninteresting: drawOthers(where, others),
    });
  });
}
