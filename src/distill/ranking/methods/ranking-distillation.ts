import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import { meanOverRows } from '../../losses/mean-over-rows';
import { pickLogits } from '../../losses/pick-logits';
import { binaryCrossEntropies } from '../../losses/sigmoid-kernels';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { drawOthers } from './draw-others';
import { lossOnlyMethod } from './loss-only-method';
import { bestOf, theTeacher } from './teacher-lists';

const where = 'rankingDistillation';

/** Weights of the places 1 .. k, w_r = e^(-r / λ) / Σ_i e^(-i / λ). */
export function positionWeights(k: number, lambda: number): Float32Array {
  // From the first place's exponent down, so that a small λ leaves a weight for it.
  const raw = Array.from({ length: k }, (_, place) => Math.exp(-place / lambda));
  const sum = raw.reduce((a, b) => a + b, 0);
  return Float32Array.from(raw, (weight) => weight / sum);
}

/**
 * How far the student ranks the teacher's items too low, from a sample of other items:
 *   d_r = tanh(max(µ · (r̂ - r), 0)),  r̂ = ⌊(items - 1) · n / ε⌋ + 1
 * with n of the ε sampled items above the teacher's r-th by the student's logits.
 * @param options.best [batch, k], the student's logits of the teacher's items, best first
 * @param options.sampled [batch, ε], its logits of the sampled ones
 * @returns [batch, k]
 */
export function dynamicWeights(options: {
  readonly best: ArrayLike<number>;
  readonly sampled: ArrayLike<number>;
  readonly batch: number;
  readonly items: number;
  readonly mu: number;
}): Float32Array {
  const { best, sampled, batch, items, mu } = options;
  const k = best.length / batch;
  const epsilon = sampled.length / batch;
  const weights = new Float32Array(best.length);
  for (let at = 0; at < best.length; at++) {
    const row = Math.floor(at / k);
    let above = 0;
    for (let j = row * epsilon; j < (row + 1) * epsilon; j++) if (sampled[j] > best[at]) above++;
    const estimate = Math.floor(((items - 1) * above) / epsilon) + 1;
    weights[at] = Math.tanh(Math.max(mu * (estimate - (at % k) - 1), 0));
  }
  return weights;
}

/** Each row's weights by place times its dynamic weights, summing to 1; all 0 where every dynamic weight is. */
export function hybridWeights(position: Float32Array, dynamic: Float32Array): Float32Array {
  const k = position.length;
  const weights = dynamic.map((weight, at) => weight * position[at % k]);
  for (let start = 0; start < weights.length; start += k) {
    const row = weights.subarray(start, start + k);
    const sum = row.reduce((a, b) => a + b, 0);
    if (sum > 0)
      row.forEach((weight, place) => {
        row[place] = weight / sum;
      });
  }
  return weights;
}

/**
 * Ranking distillation: the teacher's best items as weighted positives.
 *   L = -(1 / batch) · Σ_u Σ_{r ≤ k} w_ur · ln σ(z_s[π_u(r)]),  π_u: the teacher's ranking
 * Only the teacher's order is read, not its logits. It pulls up alone: beside it goes a hard loss.
 * @param options.studentLogits [batch, items], unscaled
 * @param options.items [batch, k], row-major, the teacher's best, best first
 * @param options.weights [batch, k]: `positionWeights` for every row, or `hybridWeights`
 * @returns scalar, in nats
 * @throws InputError where an index is no item
 * @see Tang & Wang 2018, arXiv:1809.07428, section 3.2
 */
export function rankingDistillationLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly items: Int32Array;
  readonly weights: Float32Array;
}): tf.Scalar {
  checkOptions('rankingDistillationLoss', options, ['studentLogits', 'items', 'weights']);
  return tf.tidy(() => {
    const picked = pickLogits('rankingDistillationLoss', options.studentLogits, options.items);
    const weights = tf.tensor2d(options.weights, picked.shape);
    return meanOverRows({
      input: picked,
      weights: null,
      losses: (z) => binaryCrossEntropies(z, { probabilities: tf.scalar(1), weights }),
    });
  });
}

/** Weights by the student's own ranking, from an epoch on. */
export interface DynamicWeighting {
  /** ε, items drawn a context to estimate the student's ranks */
  readonly samples: number;
  /** µ, how soon a rank too low counts in full */
  readonly mu: number;
  /** The first epoch, from 0, that takes them; those before weigh by place alone. */
  readonly fromEpoch: number;
}

/**
 * `rankingDistillationLoss` as a method. The hybrid weights sum to 1 over a context, as in the paper; the authors'
 * code leaves the product of the two weights as it is.
 * @param options.k how many of the teacher's items
 * @param options.lambda λ, places over which the weight falls to 1 / e
 * @param options.dynamic null weighs by place alone
 * @throws InputError on settings out of range, or where fewer than k items were stored
 * @see Tang & Wang 2018, arXiv:1809.07428; the authors' code: github.com/graytowne/rank_distill
 */
export function rankingDistillation(options: {
  readonly k: number;
  readonly lambda: number;
  readonly dynamic: DynamicWeighting | null;
}): RankingMethod {
  checkOptions(where, options, ['k', 'lambda', 'dynamic']);
  const { k, lambda, dynamic } = options;
  checkCounts(where, { k });
  checkPositive(where, { lambda });
  if (dynamic !== null) checkDynamic(dynamic);
  const byPlace = positionWeights(k, lambda);
  return lossOnlyMethod(where, (batch) => {
    const { studentLogits, random } = batch;
    const { items } = bestOf(where, theTeacher(where, batch), k);
    const [rows, columns] = studentLogits.shape;
    let weights: Float32Array = Float32Array.from(items, (_, at) => byPlace[at % k]);
    if (dynamic !== null && batch.epoch >= dynamic.fromEpoch) {
      const { samples: count, mu } = dynamic;
      const sampled = drawOthers(where, { excluded: items, batch: rows, items: columns, count, random });
      const read = (of: Int32Array) => pickLogits(where, studentLogits, of).dataSync();
      const best = read(items);
      weights = hybridWeights(
        byPlace,
        dynamicWeights({ best, sampled: read(sampled), batch: rows, items: columns, mu }),
      );
    }
    return rankingDistillationLoss({ studentLogits, items, weights });
  });
}

function checkDynamic(dynamic: DynamicWeighting): void {
  checkOptions(`${where} (dynamic)`, dynamic, ['samples', 'mu', 'fromEpoch']);
  checkCounts(where, { 'dynamic.samples': dynamic.samples });
  checkCounts(where, { 'dynamic.fromEpoch': dynamic.fromEpoch }, 0);
  checkPositive(where, { 'dynamic.mu': dynamic.mu });
}
