import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import type { Random } from '../../../random';
import { pickLogits } from '../../losses/pick-logits';
import { softLoss } from '../../losses/soft-loss';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { drawOthers } from './draw-others';
import { lossOnlyMethod } from './loss-only-method';
import { bestOf, type RankedLists, theTeacher } from './teacher-lists';

const where = 'sampledKl';
// Stands for a logit of minus infinity, whose product with a probability of 0 would not be a number.
const never = -1e30;

/** What `sampledKlLoss` compares student and teacher on. */
export interface Candidates {
  /** [batch, k + others], row-major: the teacher's best, then the drawn ones */
  readonly items: Int32Array;
  /** [batch, k + others]; -1e30 where the teacher's logit was not stored, which gives the item no probability */
  readonly teacherLogits: Float32Array;
  /** How many of the candidates were drawn. */
  readonly others: number;
}

/**
 * The teacher's best k items and `others` items drawn from the rest without replacement.
 * @param options.lists all that the teacher said; what stands behind place k is looked up for the drawn items
 */
export function drawCandidates(options: {
  readonly lists: RankedLists;
  readonly k: number;
  readonly others: number;
  readonly items: number;
  readonly random: Random;
}): Candidates {
  const { lists, k, others, items, random } = options;
  const batch = lists.items.length / lists.k;
  const best = bestOf(where, lists, k);
  const drawn = drawOthers(where, { excluded: best.items, batch, items, count: others, random });
  const width = k + others;
  const candidates = new Int32Array(batch * width);
  const teacherLogits = new Float32Array(batch * width).fill(never);
  for (let row = 0; row < batch; row++) {
    candidates.set(best.items.subarray(row * k, (row + 1) * k), row * width);
    candidates.set(drawn.subarray(row * others, (row + 1) * others), row * width + k);
    const known = new Map<number, number>();
    for (let place = row * lists.k; place < (row + 1) * lists.k; place++) {
      known.set(lists.items[place], lists.logits[place]);
    }
    for (let at = row * width; at < (row + 1) * width; at++) {
      teacherLogits[at] = known.get(candidates[at]) ?? never;
    }
  }
  return { items: candidates, teacherLogits, others };
}

/**
 * Divergence over the teacher's best items and a uniform sample of the rest, which stands for the whole rest:
 *   L = (1 / batch) · Σ_u T² · KL(softmax(z_t / T + c) ‖ softmax(z_s / T + c))
 * over the candidates, with c = 0 for the teacher's best k and c = ln((items - k) / others) for the drawn ones, so that
 * both normalisers are estimated without bias. With every item drawn it is `fullKl`.
 * @param options.studentLogits [batch, items], unscaled
 * @throws InputError where an index is no item; RangeError if temperature ≤ 0
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2; the correction as in Bengio & Senécal 2008, IEEE
 *   Transactions on Neural Networks 19(4)
 */
export function sampledKlLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly candidates: Candidates;
  readonly temperature: number;
}): tf.Scalar {
  checkOptions('sampledKlLoss', options, ['studentLogits', 'candidates', 'temperature']);
  const { studentLogits, temperature } = options;
  const { items, teacherLogits, others } = options.candidates;
  return tf.tidy(() => {
    const picked = pickLogits('sampledKlLoss', studentLogits, items);
    const width = picked.shape[1];
    const correction = temperature * Math.log((studentLogits.shape[1] - width + others) / others);
    const corrections = new Float32Array(width).fill(correction, width - others);
    return softLoss({
      studentLogits: tf.add(picked, corrections),
      teacherLogits: tf.add(tf.tensor2d(teacherLogits, picked.shape), corrections),
      temperature,
    });
  });
}

/**
 * `sampledKlLoss` as a method, with a new sample for every batch. A drawn item that the teacher ranked, but behind
 * place k, keeps its logit; one whose logit was not stored has probability 0 by the teacher, and so is pushed down.
 * @param options.k how many of the teacher's items
 * @param options.others how many further items a context
 * @throws InputError on settings out of range, or where fewer than k items were stored
 */
export function sampledKl(options: {
  readonly temperature: number;
  readonly k: number;
  readonly others: number;
}): RankingMethod {
  checkOptions(where, options, ['temperature', 'k', 'others']);
  const { temperature, k, others } = options;
  checkPositive(where, { temperature });
  checkCounts(where, { k, others });
  return lossOnlyMethod(where, (batch) => {
    const { studentLogits, random } = batch;
    const lists = theTeacher(where, batch);
    const items = studentLogits.shape[1];
    const candidates = drawCandidates({ lists, k, others, items, random });
    return sampledKlLoss({ studentLogits, candidates, temperature });
  });
}
