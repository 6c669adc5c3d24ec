import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import type { Random } from '../../../random';
import { pickLogits } from '../../losses/pick-logits';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { drawByWeight } from './draw-by-weight';
import { lossOnlyMethod } from './loss-only-method';
import { relaxedRankingLoss } from './relaxed-ranking-loss';
import { bestItems, logRankDiscrepancy, studentRanks } from './student-ranks';
import { bestOf, theTeacher } from './teacher-lists';

const where = 'dualCorrection';

/** Items that the student ranks wrong; places left empty are 0 in `kept`. */
export interface Misranked {
  /** [batch, count] */
  readonly items: Int32Array;
  /** [batch, count], 1 or 0 */
  readonly kept: Float32Array;
}

/** Items that the student ranks higher than the teacher; with k the teacher's rank of those that it left out. */
function standingTooHigh(best: Int32Array, own: Int32Array) {
  const places = new Map(Array.from(best, (item, place) => [item, place]));
  return Array.from(own, (item, student) => ({
    item,
    student,
    teacher: places.get(item) ?? best.length,
  })).filter(({ student, teacher }) => student < teacher);
}

/**
 * What the student ranks too low, in the teacher's order, and what it ranks too high. Items are drawn without
 * replacement in proportion to tanh(max(µ · discrepancy of the two ranks, 0)).
 * @param options.items [batch, k], the teacher's best; what does not stand in it has the rank k, the least that it can have
 * @param options.ranks [batch, k], the places of those items in the student's ranking
 * @param options.own [batch, k], the student's best
 */
export function drawMisranked(options: {
  readonly items: Int32Array;
  readonly k: number;
  readonly ranks: Int32Array;
  readonly own: Int32Array;
  readonly count: number;
  readonly mu: number;
  readonly random: Random;
}): { readonly underestimated: Misranked; readonly overestimated: Misranked } {
  const { items, k, ranks, own, count, mu, random } = options;
  const batch = items.length / k;
  const empty = (): Misranked => ({
    items: new Int32Array(batch * count),
    kept: new Float32Array(batch * count),
  });
  const [underestimated, overestimated] = [empty(), empty()];
  for (let row = 0; row < batch; row++) {
    const best = items.subarray(row * k, (row + 1) * k);
    const rankOf = ranks.subarray(row * k, (row + 1) * k);
    const tooLow = Float64Array.from(rankOf, (rank, place) => logRankDiscrepancy(rank, place, mu));
    drawByWeight({ logWeights: tooLow, count, random }).forEach((place, at) => {
      underestimated.items[row * count + at] = best[place];
      underestimated.kept[row * count + at] = 1;
    });
    const high = standingTooHigh(best, own.subarray(row * k, (row + 1) * k));
    const tooHigh = Float64Array.from(high, ({ teacher, student }) =>
      logRankDiscrepancy(teacher, student, mu),
    );
    drawByWeight({ logWeights: tooHigh, count, random }).forEach((place, at) => {
      overestimated.items[row * count + at] = high[place].item;
      overestimated.kept[row * count + at] = 1;
    });
  }
  return { underestimated, overestimated };
}

/**
 * Dual correction: what the student underestimates is brought into the teacher's order and above all that it
 * overestimates.
 *   L = -(1 / batch) · Σ_u Σ_k ln( e^z[i_k] / (Σ_{l ≥ k} e^z[i_l] + Σ_j e^z[o_j]) )
 * with i the underestimated items, in the teacher's order, and o the overestimated ones.
 * @param options.studentLogits [batch, items], unscaled
 * @returns scalar, in nats; a context whose ranking is right adds 0
 * @throws InputError where an index is no item
 * @see Lee & Kim 2021, arXiv:2109.03459, section 3
 */
export function dualCorrectionLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly underestimated: Misranked;
  readonly overestimated: Misranked;
}): tf.Scalar {
  const name = 'dualCorrectionLoss';
  checkOptions(name, options, ['studentLogits', 'underestimated', 'overestimated']);
  const { studentLogits, underestimated, overestimated } = options;
  return tf.tidy(() =>
    relaxedRankingLoss({
      ranked: pickLogits(name, studentLogits, underestimated.items),
      rest: pickLogits(name, studentLogits, overestimated.items),
      kept: underestimated.kept,
      restKept: overestimated.kept,
      isOrdered: null,
    }),
  );
}

/**
 * `dualCorrectionLoss` as a method, with ranks and draws taken anew for every batch. It is the paper's user side; its
 * item side ranks users for an item, which a batch of contexts does not hold.
 * @param options.k how many of the teacher's items
 * @param options.count drawn of either kind a context
 * @param options.mu µ > 0, how soon a wrong rank counts in full
 * @throws InputError on settings out of range, or where fewer than k items were stored
 * @see Lee & Kim 2021, arXiv:2109.03459, section 3
 */
export function dualCorrection(options: {
  readonly k: number;
  readonly count: number;
  readonly mu: number;
}): RankingMethod {
  checkOptions(where, options, ['k', 'count', 'mu']);
  const { k, count, mu } = options;
  checkCounts(where, { k, count });
  checkPositive(where, { mu });
  return lossOnlyMethod(where, (batch) => {
    const { studentLogits, random } = batch;
    const { items } = bestOf(where, theTeacher(where, batch), k);
    const ranks = studentRanks(studentLogits, items);
    const own = bestItems(studentLogits, k);
    return dualCorrectionLoss({
      studentLogits,
      ...drawMisranked({ items, k, ranks, own, count, mu, random }),
    });
  });
}
