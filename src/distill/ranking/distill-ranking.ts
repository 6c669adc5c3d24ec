import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import { checkOptions, InputError } from '../../errors';
import type { RankingForwardResult, RankingModel } from '../../models/ranking/ranking-model';
import { catalogueLogits } from '../../models/ranking/score-model';
import type { Random } from '../../random';
import { type FitOptions, type FitResult, fitSteps } from '../../train/fit';
import { lastOf } from '../../train/training-run';
import { nextItemLoss } from '../losses/next-item-loss';
import { checkScheduled, type Scheduled, valueAt } from '../scheduled';
import { type RankingBatch, type ReadRankingBatch, rankingBatches } from './ranking-batches';
import type { MethodBatch, RankingMethod, TeacherBatch } from './ranking-method';
import { type StoredTeacher, teacherBatch } from './stored-teacher';

/** Queries, and for each the item that came next; -1 where nobody observed it. */
export interface RankingExamples {
  /** The queries of a sequence stand side by side, in the sequences' order. */
  readonly contexts: Contexts;
  /** [queries] */
  readonly targets: Int32Array;
  /** [queries], how much the observed item says, e.g. ln(1 + plays); absent where all say as much. */
  readonly weights?: Float32Array;
}

export interface DistillRankingOptions
  extends Omit<FitOptions, 'parameters' | 'rows' | 'loss' | 'learningRates'> {
  readonly student: RankingModel;
  readonly examples: RankingExamples;
  /** What the teachers said of the same queries, in the same order; empty from scratch. */
  readonly teachers: readonly StoredTeacher[];
  /** How the teacher's ranking is passed on; null from scratch. */
  readonly method: RankingMethod | null;
  /** Weight of the method; 0 is training from scratch. */
  readonly alpha: Scheduled;
  /** Weight of the observed next items; 0 learns from the teacher alone. */
  readonly hardWeight: number;
}

const ownOptions = ['student', 'examples', 'teachers', 'method', 'alpha', 'hardWeight'];
const fitOptions = [
  ...['validate', 'epochs', 'batchSize', 'learningRate', 'weightDecay', 'patience', 'seed', 'warmup'],
  ...['schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

/**
 * Trains a ranking student on what came next and on what a teacher said would,
 *   L = hardWeight · CE(next item, softmax(z)) + alpha · method,
 * both means over the queries of a batch; alpha may change from epoch to epoch; CE runs over the whole catalogue and those queries that have a next item, each
 * by its weight where the examples have weights.
 * A batch is `batchSize` sequences with all their queries. With `method: null` it is the student from scratch, on the
 * same budget. The teacher does not run: what it says was stored.
 * @throws RangeError if a weight is negative; InputError on unknown options or teachers of other queries
 */
export function distillRanking(options: DistillRankingOptions): FitResult & { student: RankingModel } {
  return { ...lastOf(distillRankingSteps(options)), student: options.student };
}

/**
 * `distillRanking`, one step at a time: it trains as its steps are asked for.
 * @param read gives the batches of the examples; several trainings may share it
 */
export function* distillRankingSteps(
  options: DistillRankingOptions,
  read?: ReadRankingBatch,
): Generator<void, FitResult> {
  checkOptions('distillRanking', options, [...ownOptions, ...fitOptions]);
  checkFit(options);
  const { student, examples, teachers: _, method, alpha: __, hardWeight: ___, ...rest } = options;
  const batchOf = read ?? rankingBatches(examples);
  const parameters = [...student.parameters, ...(method?.parameters ?? [])];
  const loss = (sequences: Int32Array, random: Random, epoch: number) =>
    batchLoss(options, batchOf(sequences), epoch, random);
  const rows = examples.contexts.users.length;
  const learningRates = method?.learningRates;
  const rates = learningRates === undefined ? {} : { learningRates };
  return yield* fitSteps({ ...rest, ...rates, parameters, rows, loss });
}

function checkFit(options: DistillRankingOptions): void {
  const { examples, teachers, method, epochs } = options;
  for (const name of ['alpha', 'hardWeight'] as const) {
    const check = { name, setting: options[name], epochs, expected: 'of at least 0' } as const;
    checkScheduled('distillRanking', check);
  }
  const queries = examples.targets.length;
  if (examples.contexts.rows.length !== queries) {
    throw new InputError(
      `distillRanking: ${examples.contexts.rows.length} queries and ${queries} targets; expected one target a query, -1 where none was observed`,
    );
  }
  if (examples.weights !== undefined && examples.weights.length !== queries) {
    throw new InputError(
      `distillRanking: ${queries} queries and ${examples.weights.length} weights; expected one weight a query`,
    );
  }
  if (method !== null && teachers.length === 0) {
    throw new InputError(
      `distillRanking: method ${method.name} without a teacher; pass what the teacher said`,
    );
  }
  for (const { contexts } of teachers) {
    if (contexts === queries) continue;
    throw new InputError(
      `distillRanking: the teacher spoke of ${contexts} contexts, the examples hold ${queries} queries; were both made from the same contexts?`,
    );
  }
}

function batchLoss(
  options: DistillRankingOptions,
  { queries, contexts, targets }: RankingBatch,
  epoch: number,
  random: Random,
): tf.Scalar {
  const { student, examples, teachers, method, hardWeight, epochs } = options;
  const alpha = valueAt(options.alpha, { epoch, epochs });
  const forward = student.forward({ contexts, training: true, random });
  const studentLogits = catalogueLogits(forward);
  const terms: tf.Scalar[] = [];
  if (hardWeight > 0) {
    const weights = examples.weights && Float32Array.from(queries, (q) => examples.weights?.[q] ?? 0);
    terms.push(tf.mul(nextItemLoss({ logits: studentLogits, targets, weights }), hardWeight));
  }
  if (method !== null && alpha > 0) {
    const batch = methodBatch(queries, targets, forward, studentLogits, teachers, epoch, random);
    terms.push(tf.mul(method.loss(batch), alpha));
  }
  if (terms.length === 0)
    throw new InputError('distillRanking: hardWeight and alpha are both 0; nothing to learn from');
  return tf.addN(terms) as tf.Scalar;
}

function methodBatch(
  contexts: Int32Array,
  targets: Int32Array,
  { hidden, itemVectors }: RankingForwardResult,
  studentLogits: tf.Tensor2D,
  teachers: readonly StoredTeacher[],
  epoch: number,
  random: Random,
): MethodBatch {
  const said: TeacherBatch[] = teachers.map((teacher) => teacherBatch(teacher, contexts));
  return { contexts, targets, studentLogits, hidden, itemVectors, teachers: said, epoch, random };
}
