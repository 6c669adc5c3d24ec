import * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions, InputError } from '../../errors';
import type { RatingModel } from '../../models/rating/rating-model';
import type { Random } from '../../random';
import { type FitOptions, type FitResult, fit } from '../../train/fit';
import { crossEntropyLoss } from '../losses/cross-entropy-loss';
import { softLoss } from '../losses/soft-loss';
import { checkScheduled, type Scheduled, valueAt } from '../scheduled';
import { joinPairs, type LabelledPairs, takePairs } from '../soft-pairs';

const where = 'learnMutually';

export interface LearnMutuallyOptions
  extends Omit<FitOptions, 'parameters' | 'rows' | 'loss' | 'learningRates'> {
  /** Two or more, of one number of classes. */
  readonly students: readonly RatingModel[];
  readonly train: LabelledPairs;
  /** Pairs that nobody rated, one drawn for each training row, on which they teach each other too; null takes none. */
  readonly unobserved: PairBatch | null;
  readonly temperature: Scheduled;
  /** Weight of what the others say; 0 trains each by itself. */
  readonly alpha: Scheduled;
}

const own = ['students', 'train', 'unobserved', 'temperature', 'alpha'];
const ofFit = [
  ...['validate', 'epochs', 'batchSize', 'learningRate', 'weightDecay', 'patience', 'seed', 'warmup'],
  ...['schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

/**
 * Each student's divergence from the others, who are constants to it, summed over the students.
 *   L = Σ_s (1 / (S − 1)) · Σ_{o ≠ s} T² · KL(softmax(z_o / T) ‖ softmax(z_s / T)), averaged over the rows
 * @param options.logits of each student, [rows, classes], unscaled
 * @returns scalar, in nats
 * @throws RangeError if the shapes differ or temperature ≤ 0
 * @see Zhang et al. 2018, arXiv:1706.00384, equations 4 and 8
 */
export function mutualLoss(options: {
  readonly logits: readonly tf.Tensor2D[];
  readonly temperature: number;
}): tf.Scalar {
  checkOptions('mutualLoss', options, ['logits', 'temperature']);
  const { logits, temperature } = options;
  if (logits.length < 2) {
    throw new InputError(`mutualLoss: expected the logits of two students or more, found ${logits.length}`);
  }
  return tf.tidy(() => {
    const terms = logits.flatMap((studentLogits, s) =>
      logits
        .filter((_, o) => o !== s)
        .map((teacherLogits) => softLoss({ studentLogits, teacherLogits, temperature })),
    );
    return tf.div(tf.addN(terms), logits.length - 1) as tf.Scalar;
  });
}

/**
 * Mutual learning: students without a teacher that teach each other while they learn,
 *   L = Σ_s CE(y, z_s) over the observed rows + alpha · mutualLoss over these and the unobserved pairs
 * All take their step on one batch at one time. With `alpha: 0` each is the student from scratch, except that the best
 * epoch is that of all.
 * @param options.validate smaller is better: one number for all, their mean say
 * @throws InputError unless there are two students of the same classes; RangeError if temperature ≤ 0 or alpha < 0
 * @see Zhang et al. 2018, arXiv:1706.00384
 */
export function learnMutually(
  options: LearnMutuallyOptions,
): FitResult & { students: readonly RatingModel[] } {
  checkMutual(options);
  const { students, train, unobserved, temperature, alpha, ...rest } = options;
  const parameters = students.flatMap((student) => [...student.parameters]);
  const loss = (rows: Int32Array, random: Random, epoch: number) =>
    batchLoss(options, { rows, epoch, random });
  return { ...fit({ ...rest, parameters, rows: train.users.length, loss }), students };
}

function checkMutual(options: LearnMutuallyOptions): void {
  checkOptions(where, options, [...own, ...ofFit]);
  const { students, temperature, alpha, epochs } = options;
  checkScheduled(where, { name: 'temperature', setting: temperature, epochs, expected: 'above 0' });
  checkScheduled(where, { name: 'alpha', setting: alpha, epochs, expected: 'of at least 0' });
  if (students.length < 2 || new Set(students).size < students.length) {
    throw new InputError(
      `${where}: expected two students or more, none of them twice, found ${students.length}`,
    );
  }
  const classes = students.map((student) => student.classes);
  if (classes.some((count) => count !== classes[0])) {
    throw new InputError(`${where}: students must have the same classes, found ${classes.join(', ')}`);
  }
}

function batchLoss(
  options: LearnMutuallyOptions,
  { rows, epoch, random }: { rows: Int32Array; epoch: number; random: Random },
): tf.Scalar {
  const { students, train, unobserved, epochs } = options;
  const alpha = valueAt(options.alpha, { epoch, epochs });
  const temperature = valueAt(options.temperature, { epoch, epochs });
  const labels = rows.map((row) => train.labels[row]);
  const observed = takePairs(train, rows);
  const pairs =
    unobserved === null || alpha === 0
      ? observed
      : joinPairs(observed, draw(unobserved, rows.length, random));
  const logits = students.map((student) => student.forward({ pairs, training: true, random }).logits);
  const terms = logits.map((z) =>
    crossEntropyLoss({ logits: tf.slice(z, [0, 0], [rows.length, z.shape[1]]), labels }),
  );
  if (alpha > 0) terms.push(tf.mul(mutualLoss({ logits, temperature }), alpha));
  return tf.addN(terms);
}

/** `count` pairs, with replacement. */
function draw(pairs: PairBatch, count: number, random: Random): PairBatch {
  return takePairs(
    pairs,
    Int32Array.from({ length: count }, () => random.integer(pairs.users.length)),
  );
}
