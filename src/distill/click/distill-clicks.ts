import * as tf from '@tensorflow/tfjs-node';
import type { ClickTable } from '../../data/click/click-table';
import type { ClickModel } from '../../models/click/click-model';
import type { Random } from '../../random';
import { type FitOptions, type FitResult, fitSteps } from '../../train/fit';
import { lastOf } from '../../train/training-run';
import type { DistillTerm } from '../distill-term';
import { binaryCrossEntropyLoss } from '../losses/binary-cross-entropy-loss';
import { binarySoftLoss } from '../losses/binary-soft-loss';
import { type Scheduled, valueAt } from '../scheduled';
import { checkDistillClicks, usesHidden } from './check-distill-clicks';
import type { ClickSoftTargets } from './click-soft-targets';
import { type ClickTermBatch, clickTermBatch } from './click-term-batch';
import { HiddenTerms } from './hidden-terms';

export interface DistillClicksOptions
  extends Omit<FitOptions, 'parameters' | 'rows' | 'loss' | 'learningRates'> {
  readonly student: ClickModel;
  readonly table: ClickTable;
  /** The training rows, as numbers of rows of the table. */
  readonly rows: Int32Array;
  /** What the teacher said of these rows, in their order; null trains on the labels alone (from scratch). */
  readonly softTargets: ClickSoftTargets | null;
  readonly temperature: Scheduled;
  /** Weight of the distillation term; 0 with no other weight is training from scratch. */
  readonly alpha: Scheduled;
  /** [rows], at least 0: 0 for rows of which the teacher alone speaks; 1 where not given. */
  readonly labelWeights?: Float32Array;
  /** FitNets: the student's hidden layer, projected, is drawn to the teacher's. None unless given. */
  readonly hintWeight?: number;
  /** Relational distillation by distances of hidden vectors. None unless given. */
  readonly distanceWeight?: number;
  /** Relational distillation by angles of hidden vectors. None unless given. */
  readonly angleWeight?: number;
  /** At most so many rows of a batch, drawn alike, whose relations are looked at: the work grows with the square (distances) or cube (angles). */
  readonly relationRows?: number;
  /** In place of T² · KL, over the two-class form [0, z]; the weights that it trains are disposed by the caller. */
  readonly term?: DistillTerm;
}

/**
 * Trains a click student on labels and on what a teacher said of the same rows.
 *   L = BCE(y, z_s) + alpha · T² · KL(Bernoulli(σ(z_t / T)) ‖ Bernoulli(σ(z_s / T)))
 *     + hintWeight · hint + distanceWeight · distances + angleWeight · angles
 * all of them means over the batch; a weight of 0 leaves its term out, and alpha · term stands in the place of
 * alpha · T² · KL where a `term` is given. With `softTargets: null`, or all weights 0, it is
 * the student from scratch, on the same budget and bit for bit the same. The teacher does not run: what it says was
 * stored. Rows are read as they are needed, so that a table larger than memory trains.
 * @throws RangeError if temperature ≤ 0 or a weight is negative; InputError on unknown options, targets of other rows or
 *   missing hidden layers
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531; Romero et al. 2015, arXiv:1412.6550 (hints); Park et al. 2019,
 *   arXiv:1904.05068 (relations)
 */
export function distillClicks(options: DistillClicksOptions): FitResult & { student: ClickModel } {
  return { ...lastOf(distillClickSteps(options)), student: options.student };
}

/** `distillClicks`, one step at a time: it trains as its steps are asked for. */
export function* distillClickSteps(options: DistillClicksOptions): Generator<void, FitResult> {
  checkDistillClicks(options);
  const { student, table, rows, softTargets, temperature, alpha, term, ...others } = options;
  const { labelWeights, hintWeight, distanceWeight, angleWeight, relationRows, ...rest } = others;
  const hidden = usesHidden(options) ? new HiddenTerms(options) : null;
  const parameters = [...student.parameters, ...(hidden?.parameters ?? []), ...(term?.parameters ?? [])];
  const rates = term?.learningRates === undefined ? {} : { learningRates: term.learningRates };
  const loss = (places: Int32Array, random: Random, epoch: number) =>
    batchLoss({ options, hidden, places, epoch, random });
  try {
    return yield* fitSteps({ ...rest, ...rates, parameters, rows: rows.length, loss });
  } finally {
    hidden?.dispose();
  }
}

interface BatchLoss {
  readonly options: DistillClicksOptions;
  readonly hidden: HiddenTerms | null;
  /** Of the batch's rows among the training rows. */
  readonly places: Int32Array;
  readonly epoch: number;
  readonly random: Random;
}

function batchLoss({ options, hidden: hiddenTerms, places, epoch, random }: BatchLoss): tf.Scalar {
  const { student, table, rows, softTargets, labelWeights, epochs } = options;
  const alpha = valueAt(options.alpha, { epoch, epochs });
  const { labels, ...batch } = table.read(places.map((place) => rows[place]));
  const forward = student.forward({ batch, training: true, random });
  const { logits, hidden } = forward;
  const weights = labelWeights && Float32Array.from(places, (place) => labelWeights[place]);
  const terms = [binaryCrossEntropyLoss({ logits, labels, weights })];
  if (softTargets !== null && alpha > 0) {
    const temperature = valueAt(options.temperature, { epoch, epochs });
    const at = { places, labels, forward, softTargets, temperature, epoch, epochs, random };
    terms.push(tf.mul(softTerm(options, at), alpha));
  }
  if (hiddenTerms !== null) terms.push(...hiddenTerms.of({ hidden, places, random }));
  return tf.addN(terms) as tf.Scalar;
}

function softTerm({ term, labelWeights }: DistillClicksOptions, batch: ClickTermBatch): tf.Scalar {
  if (term !== undefined) return term.loss(clickTermBatch(batch, labelWeights));
  const { softTargets, places, forward, temperature } = batch;
  const teacherLogits = tf.tensor1d(Float32Array.from(places, (place) => softTargets.logits[place]));
  return binarySoftLoss({ studentLogits: forward.logits, teacherLogits, temperature });
}
