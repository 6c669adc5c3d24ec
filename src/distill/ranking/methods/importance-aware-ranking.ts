import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../../errors';
import { meanOverRows } from '../../losses/mean-over-rows';
import { pickLogits } from '../../losses/pick-logits';
import { binaryCrossEntropies } from '../../losses/sigmoid-kernels';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkNotNegative, checkPositive } from './check-settings';
import { drawOthers } from './draw-others';
import { lossOnlyMethod } from './loss-only-method';
import { positionWeights } from './ranking-distillation';
import { bestItems } from './student-ranks';
import { bestOf, type RankedLists, theTeacher } from './teacher-lists';

const where = 'importanceAwareRanking';

/** Shares of the three reasons to believe an item; only their ratios matter. */
export interface Importance {
  /** γ_p, of the place in the teacher's list */
  readonly position: number;
  /** γ_c, of the teacher's confidence */
  readonly confidence: number;
  /** γ_o, of the student's own list holding it too */
  readonly consistency: number;
  /** λ, places over which the first falls to 1 / e */
  readonly lambda: number;
  /** T of the second */
  readonly temperature: number;
}

/**
 * Weights of the teacher's items:
 *   w ∝ γ_p · w_p + γ_c · w_c + γ_o · w_o,  each row summing to 1
 *   w_p = e^(-r / λ) / Σ e^(-r / λ),  w_c = softmax(z_t / T),  w_o = 1 if the student's best k hold the item, else 0
 * @param options.own [batch, k], the student's best items
 * @returns [batch, k]; 0 over a row none of whose reasons holds
 */
export function importanceWeights(options: {
  readonly lists: RankedLists;
  readonly own: Int32Array;
  readonly importance: Importance;
}): Float32Array {
  const { lists, own, importance } = options;
  const { k, items, logits } = lists;
  const byPlace = positionWeights(k, importance.lambda);
  const weights = new Float32Array(items.length);
  for (let start = 0; start < items.length; start += k) {
    const shared = new Set(own.subarray(start, start + k));
    const row = logits.subarray(start, start + k);
    const largest = row.reduce((a, b) => Math.max(a, b));
    const confidence = Float64Array.from(row, (z) => Math.exp((z - largest) / importance.temperature));
    const total = confidence.reduce((a, b) => a + b, 0);
    const raw = confidence.map(
      (value, place) =>
        importance.position * byPlace[place] +
        (importance.confidence * value) / total +
        (shared.has(items[start + place]) ? importance.consistency : 0),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    weights.set(sum > 0 ? raw.map((value) => value / sum) : raw, start);
  }
  return weights;
}

/**
 * Importance-aware ranking distillation: a language model's items as weighted positives beside drawn negatives.
 *   L = -(1 / batch) · Σ_u ( Σ_r w_ur · ln σ(z_s[π_r]) + (Σ_r w_ur / n) · Σ_{j drawn} ln(1 - σ(z_s[j])) )
 * @param options.studentLogits [batch, items], unscaled
 * @param options.items π, [batch, k], row-major, best first
 * @param options.weights w, [batch, k], see `importanceWeights`
 * @param options.negatives [batch, n], row-major
 * @returns scalar, in nats
 * @throws InputError where an index is no item
 * @see Cui et al. 2024, arXiv:2405.00338, section 4.1
 */
export function importanceAwareRankingLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly items: Int32Array;
  readonly weights: Float32Array;
  readonly negatives: Int32Array;
}): tf.Scalar {
  const name = 'importanceAwareRankingLoss';
  checkOptions(name, options, ['studentLogits', 'items', 'weights', 'negatives']);
  const { studentLogits, items, negatives } = options;
  return tf.tidy(() => {
    const picked = pickLogits(name, studentLogits, items);
    const others = pickLogits(name, studentLogits, negatives);
    const positive = tf.tensor2d(options.weights, picked.shape);
    const [batch, count] = others.shape;
    const share = tf.tile(tf.div(tf.sum(positive, 1, true), count), [1, count]);
    return meanOverRows({
      input: tf.concat([picked, others], 1),
      weights: null,
      losses: (z) =>
        binaryCrossEntropies(z, {
          probabilities: tf.concat([tf.onesLike(picked), tf.zeros([batch, count])], 1),
          weights: tf.concat([positive, share], 1),
        }),
    });
  });
}

/**
 * `importanceAwareRankingLoss` as a method, with negatives drawn alike from outside the teacher's list and the target.
 * Three points where paper and code leave a choice: the weights are normalised after they were added up, as in the
 * code; the negative's term is ln(1 - σ(z)), as in the paper, where the code has ln σ(1 - z); and the teacher's
 * confidence is the softmax of its logits, where both take e^(-distance) of a generated text from an item's, which
 * teachers that give logits do not have.
 * @param options.k how many of the teacher's items
 * @param options.negatives drawn a context
 * @throws InputError on settings out of range, or where fewer than k items were stored
 * @see Cui et al. 2024, arXiv:2405.00338, section 4.1; the authors' code: github.com/istarryn/DLLM2Rec
 */
export function importanceAwareRanking(options: {
  readonly k: number;
  readonly negatives: number;
  readonly importance: Importance;
}): RankingMethod {
  checkOptions(where, options, ['k', 'negatives', 'importance']);
  const { k, negatives: count, importance } = options;
  checkCounts(where, { k, negatives: count });
  checkImportance(importance);
  return lossOnlyMethod(where, (batch) => {
    const { studentLogits, targets, random } = batch;
    const [rows, columns] = studentLogits.shape;
    const lists = bestOf(where, theTeacher(where, batch), k);
    const own = bestItems(studentLogits, k);
    const excluded = withTargets(lists, targets);
    const negatives = drawOthers(where, { excluded, batch: rows, items: columns, count, random });
    const weights = importanceWeights({ lists, own, importance });
    return importanceAwareRankingLoss({ studentLogits, items: lists.items, weights, negatives });
  });
}

/** [batch, k + 1], the lists with the target of each context behind. */
function withTargets({ items, k }: RankedLists, targets: Int32Array): Int32Array {
  const joined = new Int32Array(items.length + targets.length);
  targets.forEach((target, row) => {
    joined.set(items.subarray(row * k, (row + 1) * k), row * (k + 1));
    joined[row * (k + 1) + k] = target;
  });
  return joined;
}

function checkImportance(importance: Importance): void {
  const known = ['position', 'confidence', 'consistency', 'lambda', 'temperature'];
  checkOptions(`${where} (importance)`, importance, known);
  const { position, confidence, consistency, lambda, temperature } = importance;
  checkNotNegative(where, { position, confidence, consistency });
  checkPositive(where, { lambda, temperature });
  if (position + confidence + consistency === 0) {
    throw new InputError(
      `${where}: position, confidence and consistency are all 0; give one of them a share`,
    );
  }
}
