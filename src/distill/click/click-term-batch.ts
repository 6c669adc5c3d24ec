import * as tf from '@tensorflow/tfjs-node';
import type { ClickForwardResult } from '../../models/click/click-model';
import type { Random } from '../../random';
import type { TermBatch } from '../distill-term';
import type { EpochProgress } from '../scheduled';
import { takeVectors } from '../stored-vectors';
import type { ClickSoftTargets } from './click-soft-targets';

/** What a term's batch is made from. */
export interface ClickTermBatch extends EpochProgress {
  /** [batch], places among the training rows */
  readonly places: Int32Array;
  /** [batch], 0 or 1 */
  readonly labels: Float32Array;
  readonly forward: ClickForwardResult;
  readonly softTargets: ClickSoftTargets;
  readonly temperature: number;
  readonly random: Random;
}

/** z [batch] -> [0, z] [batch, 2], the logits of no click and of a click. */
export function twoClassLogits(logits: tf.Tensor1D): tf.Tensor2D {
  return tf.stack([tf.zerosLike(logits), logits], 1) as tf.Tensor2D;
}

/**
 * Clicks as two classes, so that terms need not know the task.
 * @param labelWeights of the training rows; the label of a row whose weight is 0 counts as not observed
 */
export function clickTermBatch(batch: ClickTermBatch, labelWeights: Float32Array | undefined): TermBatch {
  const { places, labels, forward, softTargets, temperature, epoch, epochs, random } = batch;
  const { logits, hidden, hiddenLayers } = forward;
  const stored = softTargets.hiddenLayers ?? (softTargets.hidden === null ? [] : [softTargets.hidden]);
  const teacherLogits = tf.tensor1d(Float32Array.from(places, (place) => softTargets.logits[place]));
  return {
    ...{ rows: places, temperature, epoch, epochs, random },
    labels: Int32Array.from(places, (place, i) => (labelWeights?.[place] === 0 ? -1 : labels[i])),
    studentLogits: twoClassLogits(logits),
    teacherLogits: twoClassLogits(teacherLogits),
    studentLayers: hiddenLayers ?? (hidden === null ? [] : [hidden]),
    teacherLayers: stored.map((vectors) => takeVectors(vectors, places)),
  };
}
