import { checkOptions, InputError } from '../../errors';
import { predictLogits } from '../../models/rating/predict-logits';
import type { RatingModel } from '../../models/rating/rating-model';
import { Random } from '../../random';
import type { FitResult } from '../../train/fit';
import { type DistillOptions, distill } from '../distill';
import { type SoftPairs, takePairs } from '../soft-pairs';
import { softmaxRows } from '../soft-targets/soft-probabilities';
import { type StoredVectors, takeRows } from '../stored-vectors';

/**
 * How far a student is from its teacher, row by row: KL(softmax(z_t / T) ‖ softmax(z_s / T)), on plain arrays.
 * @param options.teacherLogits [rows, classes], row-major
 * @param options.studentLogits [rows, classes]
 * @returns [rows], in nats
 * @throws InputError where lengths differ; RangeError if temperature ≤ 0
 */
export function disagreements(options: {
  readonly teacherLogits: Float32Array;
  readonly studentLogits: Float32Array;
  readonly classes: number;
  readonly temperature: number;
}): Float32Array {
  checkOptions('disagreements', options, ['teacherLogits', 'studentLogits', 'classes', 'temperature']);
  const { teacherLogits, studentLogits, classes, temperature } = options;
  if (teacherLogits.length !== studentLogits.length) {
    throw new InputError(
      `disagreements: expected logits of the same rows, found ${teacherLogits.length} of the teacher's and ${studentLogits.length} of the student's`,
    );
  }
  const [p, q] = [teacherLogits, studentLogits].map((logits) =>
    softmaxRows({ logits, classes, temperature }),
  );
  const rows = new Float32Array(p.length / classes);
  p.forEach((probability, at) => {
    if (probability > 0)
      rows[Math.floor(at / classes)] += probability * Math.log(probability / Math.max(q[at], 1e-30));
  });
  return rows;
}

/** Some pairs of what a teacher said. */
function takeSoftPairs(pairs: SoftPairs, at: Int32Array, classes: number): SoftPairs {
  const { hidden, hiddenLayers, labels } = pairs;
  const vectors = ({ values, width }: StoredVectors) => ({ values: takeRows(values, width, at), width });
  return {
    ...takePairs(pairs, at),
    logits: takeRows(pairs.logits, classes, at),
    ...(hidden && { hidden: vectors(hidden) }),
    ...(hiddenLayers && { hiddenLayers: hiddenLayers.map(vectors) }),
    ...(labels && { labels: at.map((pair) => labels[pair]) }),
  };
}

/**
 * The pairs on which student and teacher disagree most, and some at random beside them, so that the student does not
 * forget what it agrees on. Nobody's label is asked: candidates are pairs that nobody rated, as `drawUnobservedPairs`
 * draws them, scored by the teacher.
 * @param options.candidates what the teacher said of them
 * @param options.count pairs taken, at most as many as there are candidates
 * @param options.hardShare of them that are the hardest, 0 to 1; the others are drawn alike from the rest
 * @returns the hardest first
 * @throws InputError on a count or a share out of range
 * @see Tang & Wang 2018, arXiv:1809.07428 (what to distil of the unobserved); Heo et al. 2019, arXiv:1805.05532 (samples
 *   at the student's boundary)
 */
export function hardestPairs(options: {
  readonly candidates: SoftPairs;
  readonly student: RatingModel;
  readonly count: number;
  readonly hardShare: number;
  readonly temperature: number;
  readonly random: Random;
}): SoftPairs {
  const where = 'hardestPairs';
  checkOptions(where, options, ['candidates', 'student', 'count', 'hardShare', 'temperature', 'random']);
  const { candidates, student, count, hardShare, temperature, random } = options;
  const total = candidates.users.length;
  if (!(Number.isInteger(count) && count >= 1 && count <= total && hardShare >= 0 && hardShare <= 1)) {
    throw new InputError(
      `${where}: count must be a whole number from 1 to the ${total} candidates and hardShare from 0 to 1, found ${count} and ${hardShare}`,
    );
  }
  const { classes } = student;
  const apart = disagreements({
    ...{ classes, temperature, teacherLogits: candidates.logits },
    studentLogits: predictLogits({ model: student, pairs: candidates }),
  });
  const order = Int32Array.from(apart.keys()).sort((a, b) => apart[b] - apart[a] || a - b);
  const hard = Math.round(count * hardShare);
  const rest = order.subarray(hard);
  const drawn = random.permutation(rest.length).subarray(0, count - hard);
  const at = Int32Array.from([...order.subarray(0, hard), ...Array.from(drawn, (place) => rest[place])]);
  return takeSoftPairs(candidates, at, classes);
}

export interface HardPairsOptions
  extends Omit<DistillOptions, 'softTargets' | 'temperature' | 'alpha' | 'checkpoint'> {
  readonly candidates: SoftPairs;
  readonly temperature: number;
  readonly alpha: number;
  /** How often the hardest pairs are searched anew; each round trains for `epochs` at most. */
  readonly rounds: number;
  /** Pairs a round. */
  readonly count: number;
  readonly hardShare: number;
}

/**
 * `distill` in rounds: before each, the pairs of most disagreement are searched among the candidates, and the student
 * learns from those. Each round starts from the last one's best weights, with fresh moments of the optimizer.
 * @returns each round's history
 * @throws InputError where rounds is no whole number of at least 1, and as `distill` and `hardestPairs`
 */
export function distillOnHardPairs(options: HardPairsOptions): { readonly rounds: readonly FitResult[] } {
  const { candidates, rounds, count, hardShare, ...rest } = options;
  if (!(Number.isInteger(rounds) && rounds >= 1))
    throw new InputError(`distillOnHardPairs: rounds must be a whole number of at least 1, found ${rounds}`);
  const { student, temperature, seed } = rest;
  return {
    rounds: Array.from({ length: rounds }, (_, round) => {
      const random = new Random(seed).fork(`round ${round}`);
      const search = { candidates, student, count, hardShare, temperature, random };
      const { history, bestEpoch, bestValidation } = distill({
        ...{ ...rest, softTargets: hardestPairs(search), seed: random.fork('training').seed },
      });
      return { history, bestEpoch, bestValidation };
    }),
  };
}
