import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import type { Random } from '../../../random';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { collaborativeDistillationLoss } from './collaborative-distillation';
import { drawByWeight } from './draw-by-weight';
import { lossOnlyMethod } from './loss-only-method';
import { logRankDiscrepancy, studentRanks } from './student-ranks';
import { type RankedLists, theTeacher } from './teacher-lists';

const where = 'bidirectionalDistillation';

/** What a draw from the teacher's lists gave; places left empty have weight 0. */
export interface DrawnItems {
  /** [batch, count] */
  readonly items: Int32Array;
  /** [batch, count] */
  readonly teacherLogits: Float32Array;
  /** [batch, count], 1 or 0 */
  readonly weights: Float32Array;
}

/**
 * Draws items that the student ranks lower than the teacher, in proportion to tanh(max((rank_s - rank_t) · ε, 0)),
 * without replacement; fewer where there are fewer.
 * @param options.ranks [batch, k], the places of the lists' items in the student's ranking
 */
export function drawByDiscrepancy(options: {
  readonly lists: RankedLists;
  readonly ranks: Int32Array;
  readonly count: number;
  readonly epsilon: number;
  readonly random: Random;
}): DrawnItems {
  const { lists, ranks, count, epsilon, random } = options;
  const batch = lists.items.length / lists.k;
  const drawn = {
    items: new Int32Array(batch * count),
    teacherLogits: new Float32Array(batch * count),
    weights: new Float32Array(batch * count),
  };
  for (let row = 0; row < batch; row++) {
    const start = row * lists.k;
    const logWeights = Float64Array.from({ length: lists.k }, (_, place) =>
      logRankDiscrepancy(ranks[start + place], place, epsilon),
    );
    drawByWeight({ logWeights, count, random }).forEach((place, at) => {
      drawn.items[row * count + at] = lists.items[start + place];
      drawn.teacherLogits[row * count + at] = lists.logits[start + place];
      drawn.weights[row * count + at] = 1;
    });
  }
  return drawn;
}

/**
 * The half of bidirectional distillation that trains the student: `collaborativeDistillationLoss` on items that the
 * student ranks too low.
 *   L = -(1 / batch) · Σ_u Σ_{j drawn} ( q ln σ(z_s[j]) + (1 - q) ln(1 - σ(z_s[j])) ),  q = σ(z_t[j] / T)
 * The other half trains the teacher on the student's word, which stored soft targets cannot. Ranks are taken anew for
 * every batch; the authors' code keeps them for ten epochs. It sorts them in ascending order besides, so that its
 * draw goes by how much *higher* the student ranks an item; the paper is followed here.
 * @param options.count items drawn a context from those whose teacher logits were stored
 * @param options.epsilon ε > 0, how soon a rank too low counts in full
 * @throws InputError on settings out of range
 * @see Kweon, Kang & Yu 2021, arXiv:2106.02870, section 4; the authors' code: github.com/WonbinKweon/BD_WWW2021
 */
export function bidirectionalDistillation(options: {
  readonly count: number;
  readonly epsilon: number;
  readonly temperature: number;
}): RankingMethod {
  checkOptions(where, options, ['count', 'epsilon', 'temperature']);
  const { count, epsilon, temperature } = options;
  checkCounts(where, { count });
  checkPositive(where, { epsilon, temperature });
  return lossOnlyMethod(where, (batch): tf.Scalar => {
    const { studentLogits, random } = batch;
    const lists = theTeacher(where, batch);
    const ranks = studentRanks(studentLogits, lists.items);
    const drawn = drawByDiscrepancy({ lists, ranks, count, epsilon, random });
    return collaborativeDistillationLoss({ studentLogits, ...drawn, temperature, bias: 0 });
  });
}
