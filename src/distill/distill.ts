import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../errors';
import type { RatingModel } from '../models/rating/rating-model';
import type { Random } from '../random';
import { type FitOptions, type FitResult, fitSteps } from '../train/fit';
import { lastOf } from '../train/training-run';
import { DistillDraws } from './distill-draws';
import { DistillLoss } from './distill-loss';
import type { DistillTerm } from './distill-term';
import { checkScheduled, type Scheduled } from './scheduled';
import type { LabelledPairs, SoftPairs } from './soft-pairs';

/** What a loss of one's own gets: the same parts from which the built-in one is made. */
export interface LossParts {
  /** Student logits of the batch's observed rows, and their labels. */
  readonly hardLogits: tf.Tensor2D;
  readonly labels: Int32Array;
  /** Student and teacher logits of the batch's soft pairs. */
  readonly studentLogits: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D;
  readonly temperature: number;
  readonly alpha: number;
}

export interface DistillOptions extends Omit<FitOptions, 'parameters' | 'rows' | 'loss' | 'learningRates'> {
  readonly student: RatingModel;
  readonly train: LabelledPairs;
  /** The teacher's word on observed or unobserved pairs; null trains on the labels alone (from scratch). */
  readonly softTargets: SoftPairs | null;
  readonly temperature: Scheduled;
  /** Weight of the distillation term; 0 is training from scratch. */
  readonly alpha: Scheduled;
  /** Soft pairs drawn a training row; 1 unless given. */
  readonly softPairsPerRow?: number;
  /** Share of mass moved to the uniform distribution in the hard loss; the control for "softer targets help". */
  readonly labelSmoothing?: number;
  /**
   * Weight of the hint: the student's hidden layer, projected, is drawn to the teacher's on the soft pairs. The
   * projection is trained along and thrown away. Wants `softTargets.hidden` and a student with a hidden layer.
   */
  readonly hintWeight?: number;
  /** In place of T² · KL, by what one learns from the teacher; the weights that it trains are disposed by the caller. */
  readonly term?: DistillTerm;
  /** In place of CE + alpha · T² · KL, for experiments. */
  readonly lossOf?: (parts: LossParts) => tf.Scalar;
}

const ownOptions = [
  ...['student', 'train', 'softTargets', 'temperature', 'alpha', 'softPairsPerRow', 'labelSmoothing'],
  ...['hintWeight', 'term', 'lossOf'],
];
const fitOptions = [
  ...['validate', 'epochs', 'batchSize', 'learningRate', 'weightDecay', 'patience', 'seed', 'warmup'],
  ...['schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

/**
 * Trains a student on labels and soft targets.
 *   L = CE(y, z_s) over a batch of observed rows
 *     + alpha · T² · KL(softmax(z_t / T) ‖ softmax(z_s / T)) + hintWeight · hint, over soft pairs drawn with replacement
 * With `term`, alpha · term stands in the place of alpha · T² · KL; T and alpha may change from epoch to epoch. With
 * `softTargets: null`, or `alpha: 0` and no hint, it is the student from scratch, on the same budget. The teacher does
 * not run: what it says was stored.
 * @throws RangeError if temperature ≤ 0, alpha < 0 or hintWeight < 0; InputError on unknown options, a term beside
 *   lossOf or a hint without hidden layers
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531; Romero et al. 2015, arXiv:1412.6550 (hints)
 */
export function distill(options: DistillOptions): FitResult & { student: RatingModel } {
  return { ...lastOf(distillSteps(options, new DistillDraws())), student: options.student };
}

/** `distill`, one step at a time. Runs side by side may share their draws. */
export function* distillSteps(options: DistillOptions, draws: DistillDraws): Generator<void, FitResult> {
  checkOptions('distill', options, [...ownOptions, ...fitOptions]);
  checkDistill(options);
  const {
    student,
    train,
    softTargets,
    temperature,
    alpha,
    softPairsPerRow,
    labelSmoothing,
    hintWeight,
    term,
    lossOf,
    ...rest
  } = options;
  const batchLoss = new DistillLoss(options, draws);
  const loss = (rows: Int32Array, random: Random, epoch: number) => batchLoss.of({ rows, random, epoch });
  const parameters = [...student.parameters, ...batchLoss.parameters];
  const learningRates = term?.learningRates;
  try {
    return yield* fitSteps({
      ...{ ...rest, parameters, loss, rows: train.users.length },
      ...(learningRates === undefined ? {} : { learningRates }),
    });
  } finally {
    batchLoss.dispose();
  }
}

function checkDistill(options: DistillOptions): void {
  const { temperature, alpha, epochs, hintWeight = 0, term, lossOf } = options;
  checkScheduled('distill', { name: 'temperature', setting: temperature, epochs, expected: 'above 0' });
  checkScheduled('distill', { name: 'alpha', setting: alpha, epochs, expected: 'of at least 0' });
  if (!(hintWeight >= 0)) throw new RangeError(`distill: hintWeight must be >= 0, found ${hintWeight}`);
  if (term !== undefined && lossOf !== undefined) {
    throw new InputError(
      `distill: term (${term.name}) and lossOf both take the place of T² · KL; give one of them`,
    );
  }
}
