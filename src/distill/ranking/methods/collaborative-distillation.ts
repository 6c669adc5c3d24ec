import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../../errors';
import type { Random } from '../../../random';
import { meanOverRows } from '../../losses/mean-over-rows';
import { pickLogits } from '../../losses/pick-logits';
import { binaryCrossEntropies } from '../../losses/sigmoid-kernels';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { drawByWeight, logPlaceWeights } from './draw-by-weight';
import { lossOnlyMethod } from './loss-only-method';
import { type RankedLists, theTeacher } from './teacher-lists';

const where = 'collaborativeDistillation';

/**
 * The student as a yes-or-no recommender that answers as softly as its teacher.
 *   L = -(1 / batch) · Σ_u Σ_{j drawn} w_uj · ( q ln σ(z_s[j]) + (1 - q) ln(1 - σ(z_s[j])) ),  q = σ((z_t[j] + bias) / T)
 * @param options.studentLogits [batch, items], unscaled
 * @param options.items [batch, drawn], row-major
 * @param options.teacherLogits [batch, drawn], unscaled, of those items
 * @param options.temperature T > 0
 * @param options.bias added to the teacher's logits, for teachers whose logits do not say yes or no; 0 for others
 * @param options.weights w, [batch, drawn], 0 for places left empty; null for 1
 * @returns scalar, in nats
 * @throws InputError where an index is no item
 * @see Lee et al. 2019, arXiv:1911.05276, section III
 */
export function collaborativeDistillationLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly items: Int32Array;
  readonly teacherLogits: Float32Array;
  readonly temperature: number;
  readonly bias: number;
  readonly weights: Float32Array | null;
}): tf.Scalar {
  const name = 'collaborativeDistillationLoss';
  const known = ['studentLogits', 'items', 'teacherLogits', 'temperature', 'bias', 'weights'];
  checkOptions(name, options, known);
  const { items, teacherLogits, temperature, bias } = options;
  return tf.tidy(() => {
    const picked = pickLogits(name, options.studentLogits, items);
    const shifted = tf.add(tf.tensor2d(teacherLogits, picked.shape), bias);
    const probabilities = tf.sigmoid(tf.div(shifted, temperature));
    const weights = options.weights === null ? tf.scalar(1) : tf.tensor2d(options.weights, picked.shape);
    return meanOverRows({
      input: picked,
      weights: null,
      losses: (z) => binaryCrossEntropies(z, { probabilities, weights }),
    });
  });
}

/** Places 0 .. k - 1 of the values of each row, largest first; equal ones in the order of their indices. */
export function placesByValue(values: Float32Array, k: number): Int32Array {
  const places = new Int32Array(values.length);
  for (let start = 0; start < values.length; start += k) {
    const row = values.subarray(start, start + k);
    const order = Array.from(row.keys()).sort((a, b) => row[b] - row[a] || a - b);
    order.forEach((column, place) => {
      places[start + column] = place;
    });
  }
  return places;
}

/**
 * Draws `count` of each row's items without replacement, an item at place r with weight e^(-r / λ).
 * @param options.places [batch, k], from 0, of the items as they stand in `lists`
 * @returns [batch, count], what was drawn, with the teacher's logits
 */
export function drawByPlace(options: {
  readonly lists: RankedLists;
  readonly places: Int32Array | null;
  readonly count: number;
  readonly lambda: number;
  readonly random: Random;
}): RankedLists {
  const { lists, places, count, lambda, random } = options;
  const { k } = lists;
  const batch = lists.items.length / k;
  const byPlace = logPlaceWeights(k, lambda);
  const items = new Int32Array(batch * count);
  const logits = new Float32Array(batch * count);
  for (let row = 0; row < batch; row++) {
    const logWeights =
      places === null
        ? byPlace
        : Float64Array.from(places.subarray(row * k, (row + 1) * k), (place) => byPlace[place]);
    drawByWeight({ logWeights, count, random }).forEach((column, at) => {
      items[row * count + at] = lists.items[row * k + column];
      logits[row * count + at] = lists.logits[row * k + column];
    });
  }
  return { k: count, items, logits };
}

/**
 * `collaborativeDistillationLoss` as a method: items drawn by rank for every batch. The paper draws from all items that
 * the user did not take; here the draw is from those whose teacher logits were stored, all of them where k = items.
 * @param options.count items drawn a context
 * @param options.lambda λ, places over which the chance to be drawn falls to 1 / e
 * @param options.guide whose ranking of the stored items decides: the teacher's, or the student's own, which goes
 *   where the student errs (the paper's better one)
 * @throws InputError on settings out of range, or where fewer than `count` items were stored
 * @see Lee et al. 2019, arXiv:1911.05276, sections III.B and III.C
 */
export function collaborativeDistillation(options: {
  readonly count: number;
  readonly lambda: number;
  readonly temperature: number;
  readonly bias: number;
  readonly guide: 'teacher' | 'student';
}): RankingMethod {
  checkOptions(where, options, ['count', 'lambda', 'temperature', 'bias', 'guide']);
  const { count, lambda, temperature, bias, guide } = options;
  checkCounts(where, { count });
  checkPositive(where, { lambda, temperature });
  if (!Number.isFinite(bias)) throw new InputError(`${where}: bias must be a finite number, found ${bias}`);
  if (guide !== 'teacher' && guide !== 'student') {
    throw new InputError(`${where}: guide must be "teacher" or "student", found "${guide}"`);
  }
  return lossOnlyMethod(where, (batch) => {
    const { studentLogits, random } = batch;
    const lists = theTeacher(where, batch);
    if (count > lists.k) {
      throw new InputError(
        `${where}: wants to draw ${count} items, but ${lists.k} were stored for each context; store more or draw at most ${lists.k}`,
      );
    }
    const places =
      guide === 'teacher'
        ? null
        : placesByValue(pickLogits(where, studentLogits, lists.items).dataSync<'float32'>(), lists.k);
    const { items, logits } = drawByPlace({ lists, places, count, lambda, random });
    return collaborativeDistillationLoss({
      studentLogits,
      items,
      teacherLogits: logits,
      temperature,
      bias,
      weights: null,
    });
  });
}
