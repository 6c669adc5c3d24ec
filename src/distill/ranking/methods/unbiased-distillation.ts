import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../../errors';
import type { Random } from '../../../random';
import { meanOverRows } from '../../losses/mean-over-rows';
import { pickLogits } from '../../losses/pick-logits';
import { binaryCrossEntropies } from '../../losses/sigmoid-kernels';
import { drawWeighted, runningSums } from '../../soft-targets/weighted-draw';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { lossOnlyMethod } from './loss-only-method';
import { theTeacher } from './teacher-lists';

const where = 'unbiasedDistillation';

/**
 * Cuts the items, most popular first, into groups of about the same total popularity: few popular items make a group,
 * many rare ones another. A single item that outweighs several shares leaves groups empty.
 * @param popularity [items], interactions of each in the training part
 * @returns [items], the group of each; 0 holds the most popular
 */
export function popularityGroups(popularity: ArrayLike<number>, groups: number): Int32Array {
  const order = Array.from(popularity, (_, item) => item).sort(
    (a, b) => popularity[b] - popularity[a] || a - b,
  );
  const total = order.reduce((sum, item) => sum + popularity[item], 0);
  const groupOf = new Int32Array(popularity.length);
  let before = 0;
  for (const item of order) {
    groupOf[item] = Math.min(groups - 1, Math.floor((groups * before) / total));
    before += popularity[item];
  }
  return groupOf;
}

/** Pairs of items; places left empty have weight 0. */
export interface ItemPairs {
  /** [batch, pairs], what the teacher ranks higher */
  readonly better: Int32Array;
  /** [batch, pairs] */
  readonly worse: Int32Array;
  /** [batch, pairs], summing to 1 over each row that has pairs */
  readonly weights: Float32Array;
}

/**
 * Two different places, one after the other in proportion to their weights.
 * @param sums running sums of the weights
 * @returns the higher place first
 */
function drawTwo(sums: Float64Array, random: Random): [number, number] {
  const first = drawWeighted(sums, random);
  const before = first === 0 ? 0 : sums[first - 1];
  // The second is drawn from what is left of the line once the first's stretch is taken out.
  const weight = sums[first] - before;
  let point = random.uniform() * (sums[sums.length - 1] - weight);
  if (point >= before) point += weight;
  let second = sums.findIndex((sum) => sum > point);
  // A steep λ leaves a rest that rounds to nothing: the next best is then all but sure.
  if (second < 0 || second === first) second = first === 0 ? 1 : 0;
  return first < second ? [first, second] : [second, first];
}

/**
 * Draws pairs within each popularity group: two different items of one group, one after the other, an item at place r
 * among those of its group by the teacher's ranking with weight e^(-r / λ). A group of which the teacher's list has
 * fewer than two items gives none.
 * @param options.items [batch, k], the teacher's lists, best first
 * @param options.groupOf [items], see `popularityGroups`
 * @param options.pairs a group
 */
export function drawPairsWithinGroups(options: {
  readonly items: Int32Array;
  readonly k: number;
  readonly groupOf: Int32Array;
  readonly groups: number;
  readonly pairs: number;
  readonly lambda: number;
  readonly random: Random;
}): ItemPairs {
  const { items, k, groupOf, groups, pairs, lambda, random } = options;
  const batch = items.length / k;
  const width = groups * pairs;
  const sums = runningSums(Float64Array.from({ length: k }, (_, place) => Math.exp(-place / lambda)));
  const better = new Int32Array(batch * width);
  const worse = new Int32Array(batch * width);
  const weights = new Float32Array(batch * width);
  for (let row = 0; row < batch; row++) {
    const members: number[][] = Array.from({ length: groups }, () => []);
    for (const item of items.subarray(row * k, (row + 1) * k)) members[groupOf[item]].push(item);
    const ranked = members.filter((group) => group.length >= 2);
    ranked.forEach((group, g) => {
      for (let pair = 0; pair < pairs; pair++) {
        const [high, low] = drawTwo(sums.subarray(0, group.length), random);
        const at = row * width + g * pairs + pair;
        better[at] = group[high];
        worse[at] = group[low];
        weights[at] = 1 / (ranked.length * pairs);
      }
    });
  }
  return { better, worse, weights };
}

/**
 * Pairwise distillation: of two items the student prefers the one that the teacher does.
 *   L = -(1 / batch) · Σ_u Σ_pairs w · ln σ(z_s[better] - z_s[worse])
 * @param options.studentLogits [batch, items], unscaled
 * @returns scalar, in nats
 * @throws InputError where an index is no item
 * @see Chen et al. 2023, arXiv:2211.14729, section 4
 */
export function unbiasedDistillationLoss(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly pairs: ItemPairs;
}): tf.Scalar {
  const name = 'unbiasedDistillationLoss';
  checkOptions(name, options, ['studentLogits', 'pairs']);
  const { studentLogits, pairs } = options;
  return tf.tidy(() => {
    const better = pickLogits(name, studentLogits, pairs.better);
    const weights = tf.tensor2d(pairs.weights, better.shape);
    return meanOverRows({
      input: tf.sub(better, pickLogits(name, studentLogits, pairs.worse)) as tf.Tensor2D,
      weights: null,
      losses: (margins) => binaryCrossEntropies(margins, { probabilities: tf.scalar(1), weights }),
    });
  });
}

/**
 * Unbiased distillation: `unbiasedDistillationLoss` on pairs within groups of like popularity, so that the teacher's
 * bias for popular items is not handed down. Every group gets the same number of pairs, as in the paper; the authors'
 * code may shift them towards the rare groups by a power of the groups' mean popularity.
 * Groups of rare items have pairs only where the teacher's list reaches them: store many items, best all.
 * @param options.popularity [items], interactions of each in the training part
 * @param options.pairs drawn a group and context
 * @param options.lambda λ, places over which the chance to be drawn falls to 1 / e
 * @throws InputError on settings out of range
 * @see Chen et al. 2023, arXiv:2211.14729, section 4; the authors' code: github.com/chengang95/UnKD
 */
export function unbiasedDistillation(options: {
  readonly popularity: ArrayLike<number>;
  readonly groups: number;
  readonly pairs: number;
  readonly lambda: number;
}): RankingMethod {
  checkOptions(where, options, ['popularity', 'groups', 'pairs', 'lambda']);
  const { popularity, groups, pairs, lambda } = options;
  checkCounts(where, { groups, pairs });
  checkPositive(where, { lambda });
  const groupOf = popularityGroups(popularity, groups);
  return lossOnlyMethod(where, (batch) => {
    const { studentLogits, random } = batch;
    if (studentLogits.shape[1] !== groupOf.length) {
      throw new InputError(
        `${where}: popularity has ${groupOf.length} items, the student ${studentLogits.shape[1]}; give one number for each item of the catalogue`,
      );
    }
    const { items, k } = theTeacher(where, batch);
    const drawn = drawPairsWithinGroups({ items, k, groupOf, groups, pairs, lambda, random });
    return unbiasedDistillationLoss({ studentLogits, pairs: drawn });
  });
}
