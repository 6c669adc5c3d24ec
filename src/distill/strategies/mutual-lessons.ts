import * as tf from '@tensorflow/tfjs-node';
import type { ClickTable } from '../../data/click/click-table';
import type { PairBatch } from '../../data/recommendation-data';
import { takeContexts } from '../../data/take-contexts';
import { checkOptions } from '../../errors';
import type { ClickModel } from '../../models/click/click-model';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { catalogueLogits } from '../../models/ranking/score-model';
import type { RatingModel } from '../../models/rating/rating-model';
import type { Random } from '../../random';
import { twoClassLogits } from '../click/click-term-batch';
import { binaryCrossEntropyLoss } from '../losses/binary-cross-entropy-loss';
import { crossEntropyLoss } from '../losses/cross-entropy-loss';
import { nextItemLoss } from '../losses/next-item-loss';
import type { RankingExamples } from '../ranking/distill-ranking';
import { joinPairs, type LabelledPairs, takePairs } from '../soft-pairs';

/** What one student makes of a batch. */
export interface LessonResult {
  /** Its loss against what was observed. */
  readonly hard: tf.Scalar;
  /** [rows, classes], unscaled: what the other students hear */
  readonly logits: tf.Tensor2D;
}

/** What students learn side by side; the task is in here alone. */
export interface MutualLesson<Student> {
  readonly rows: number;
  /**
   * Reads a batch, once for all students; each is then asked about it within a tidy.
   * @param asksOthers false where the students do not hear each other
   */
  read(options: {
    readonly rows: Int32Array;
    readonly asksOthers: boolean;
    readonly random: Random;
  }): (student: Student) => LessonResult;
}

/**
 * Ratings.
 * @param options.unobserved pairs that nobody rated, one drawn for each training row, on which the students teach each
 *   other too; null takes none
 */
export function ratingLesson(options: {
  readonly train: LabelledPairs;
  readonly unobserved: PairBatch | null;
}): MutualLesson<RatingModel> {
  checkOptions('ratingLesson', options, ['train', 'unobserved']);
  const { train, unobserved } = options;
  return {
    rows: train.users.length,
    read: ({ rows, asksOthers, random }) => {
      const labels = rows.map((row) => train.labels[row]);
      const observed = takePairs(train, rows);
      const drawn = unobserved !== null && asksOthers ? draw(unobserved, rows.length, random) : null;
      const pairs = drawn === null ? observed : joinPairs(observed, drawn);
      return (student) => {
        const { logits } = student.forward({ pairs, training: true, random });
        const own = tf.slice(logits, [0, 0], [rows.length, student.classes]);
        return { hard: crossEntropyLoss({ logits: own, labels }), logits };
      };
    },
  };
}

/** `count` pairs, with replacement. */
function draw(pairs: PairBatch, count: number, random: Random): PairBatch {
  const at = Int32Array.from({ length: count }, () => random.integer(pairs.users.length));
  return takePairs(pairs, at);
}

/**
 * Clicks, as two classes.
 * @param options.rows the training rows of the table
 */
export function clickLesson(options: {
  readonly table: ClickTable;
  readonly rows: Int32Array;
}): MutualLesson<ClickModel> {
  checkOptions('clickLesson', options, ['table', 'rows']);
  const { table, rows } = options;
  return {
    rows: rows.length,
    read: ({ rows: places, random }) => {
      const { labels, ...batch } = table.read(places.map((place) => rows[place]));
      return (student) => {
        const { logits } = student.forward({ batch, training: true, random });
        return { hard: binaryCrossEntropyLoss({ logits, labels }), logits: twoClassLogits(logits) };
      };
    },
  };
}

/** The next item over the whole catalogue; a row is a query. */
export function nextItemLesson(options: { readonly examples: RankingExamples }): MutualLesson<RankingModel> {
  checkOptions('nextItemLesson', options, ['examples']);
  const { contexts: all, targets: next, weights } = options.examples;
  return {
    rows: next.length,
    read: ({ rows, random }) => {
      const contexts = takeContexts({ contexts: all, queries: rows });
      const targets = rows.map((row) => next[row]);
      const own = weights && Float32Array.from(rows, (row) => weights[row]);
      return (student) => {
        const logits = catalogueLogits(student.forward({ contexts, training: true, random }));
        return { hard: nextItemLoss({ logits, targets, weights: own }), logits };
      };
    },
  };
}
