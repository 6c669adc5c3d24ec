import * as tf from '@tensorflow/tfjs-node';
import type { ClickTable } from '../../data/click/click-table';
import { takeContexts } from '../../data/take-contexts';
import { checkOptions, InputError } from '../../errors';
import type { ClickModel } from '../../models/click/click-model';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { catalogueLogits } from '../../models/ranking/score-model';
import type { RatingModel } from '../../models/rating/rating-model';
import type { Random } from '../../random';
import { type ClickSoftTargets, checkClickTargets } from '../click/click-soft-targets';
import { binaryCrossEntropyLoss } from '../losses/binary-cross-entropy-loss';
import { binarySoftLoss } from '../losses/binary-soft-loss';
import { crossEntropyLoss } from '../losses/cross-entropy-loss';
import { nextItemLoss } from '../losses/next-item-loss';
import { softLoss } from '../losses/soft-loss';
import type { RankingExamples } from '../ranking/distill-ranking';
import type { RankingMethod } from '../ranking/ranking-method';
import { type StoredTeacher, teacherBatch } from '../ranking/stored-teacher';
import { type LabelledPairs, type SoftPairs, takePairs } from '../soft-pairs';
import { takeVectors } from '../stored-vectors';

/** Something to learn: rows, and the mean loss over some of them. */
export interface LearningTask {
  readonly name: string;
  readonly rows: number;
  /** Within a tidy; random draws come from `random`. */
  loss(rows: Int32Array, random: Random): tf.Scalar;
}

function checkAlpha(where: string, alpha: number): void {
  if (!(alpha >= 0 && Number.isFinite(alpha)))
    throw new RangeError(`${where}: alpha must be a finite number of at least 0, found ${alpha}`);
}

/** hard + alpha · soft, where there is a teacher to ask. */
function withTeacher(hard: tf.Scalar, alpha: number, soft: () => tf.Scalar): tf.Scalar {
  return alpha === 0 ? hard : tf.add(hard, tf.mul(soft(), alpha));
}

/**
 * Ratings: L = CE(y, z_s) + alpha · T² · KL(softmax(z_t / T) ‖ softmax(z_s / T)), the divergence over as many soft pairs,
 * drawn with replacement.
 * @param options.softTargets null learns from the labels alone
 */
export function ratingTask(options: {
  readonly model: RatingModel;
  readonly train: LabelledPairs;
  readonly softTargets: SoftPairs | null;
  readonly temperature: number;
  readonly alpha: number;
}): LearningTask {
  checkOptions('ratingTask', options, ['model', 'train', 'softTargets', 'temperature', 'alpha']);
  const { model, train, softTargets, temperature, alpha } = options;
  checkAlpha('ratingTask', alpha);
  const logitsOf = (pairs: { users: Int32Array; items: Int32Array }, random: Random) =>
    model.forward({ pairs, training: true, random }).logits;
  return {
    name: 'rating',
    rows: train.labels.length,
    loss: (rows, random) => {
      const labels = rows.map((row) => train.labels[row]);
      const hard = crossEntropyLoss({ logits: logitsOf(takePairs(train, rows), random), labels });
      if (softTargets === null) return hard;
      return withTeacher(hard, alpha, () => {
        const drawn = rows.map(() => random.integer(softTargets.users.length));
        const teacherLogits = takeVectors({ values: softTargets.logits, width: model.classes }, drawn);
        const studentLogits = logitsOf(takePairs(softTargets, drawn), random);
        return softLoss({ studentLogits, teacherLogits, temperature });
      });
    },
  };
}

/**
 * Clicks: L = BCE(y, z_s) + alpha · T² · KL(Bernoulli(σ(z_t / T)) ‖ Bernoulli(σ(z_s / T))) over the same rows.
 * @param options.rows the training rows of the table
 * @param options.softTargets of these rows, in their order; null learns from the labels alone
 * @throws InputError where the targets are those of other rows
 */
export function clickTask(options: {
  readonly model: ClickModel;
  readonly table: ClickTable;
  readonly rows: Int32Array;
  readonly softTargets: ClickSoftTargets | null;
  readonly temperature: number;
  readonly alpha: number;
}): LearningTask {
  const known = ['model', 'table', 'rows', 'softTargets', 'temperature', 'alpha'];
  checkOptions('clickTask', options, known);
  const { model, table, rows, softTargets, temperature, alpha } = options;
  checkAlpha('clickTask', alpha);
  if (softTargets !== null) checkClickTargets('clickTask', softTargets, rows.length);
  return {
    name: 'click',
    rows: rows.length,
    loss: (places, random) => {
      const { labels, ...batch } = table.read(places.map((place) => rows[place]));
      const { logits } = model.forward({ batch, training: true, random });
      const hard = binaryCrossEntropyLoss({ logits, labels });
      if (softTargets === null) return hard;
      return withTeacher(hard, alpha, () => {
        const teacherLogits = tf.tensor1d(Float32Array.from(places, (place) => softTargets.logits[place]));
        return binarySoftLoss({ studentLogits: logits, teacherLogits, temperature });
      });
    },
  };
}

/**
 * The next item: L = hardWeight · CE(next item, softmax(z)) + alpha · method, over single queries.
 * @param options.teachers what they said of the same queries; empty where `method` is null
 * @throws InputError where a teacher spoke of other queries, or a method has no teacher
 */
export function nextItemTask(options: {
  readonly model: RankingModel;
  readonly examples: RankingExamples;
  readonly teachers: readonly StoredTeacher[];
  /** Without weights of its own; null learns from what came next alone. */
  readonly method: RankingMethod | null;
  readonly alpha: number;
  readonly hardWeight: number;
}): LearningTask {
  const where = 'nextItemTask';
  checkOptions(where, options, ['model', 'examples', 'teachers', 'method', 'alpha', 'hardWeight']);
  const { model, examples, teachers, method, alpha, hardWeight } = options;
  checkAlpha(where, alpha);
  const queries = examples.targets.length;
  const isFit = teachers.every(({ contexts }) => contexts === queries);
  if (!isFit || (method !== null && (teachers.length === 0 || method.parameters.length > 0))) {
    throw new InputError(
      `${where}: expected teachers of the ${queries} queries, at least one for a method, and a method without weights of its own; found teachers of [${teachers.map(({ contexts }) => contexts).join(', ')}] and method ${method?.name ?? 'none'}`,
    );
  }
  return {
    name: 'next item',
    rows: queries,
    loss: (rows, random) => {
      const contexts = takeContexts({ contexts: examples.contexts, queries: rows });
      const forward = model.forward({ contexts, training: true, random });
      const studentLogits = catalogueLogits(forward);
      const targets = rows.map((row) => examples.targets[row]);
      const hard = tf.mul(nextItemLoss({ logits: studentLogits, targets }), hardWeight) as tf.Scalar;
      if (method === null) return hard;
      return withTeacher(hard, alpha, () => {
        const said = teachers.map((teacher) => teacherBatch(teacher, rows));
        const { hidden, itemVectors } = forward;
        const known = { contexts: rows, targets, studentLogits, hidden, itemVectors };
        return method.loss({ ...known, teachers: said, epoch: 0, random });
      });
    },
  };
}
