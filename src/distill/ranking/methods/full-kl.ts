import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../../errors';
import { softLoss } from '../../losses/soft-loss';
import type { RankingMethod } from '../ranking-method';
import { checkPositive } from './check-settings';
import { lossOnlyMethod } from './loss-only-method';
import { type RankedLists, theTeacher } from './teacher-lists';

const where = 'fullKl';

/**
 * A teacher's logits in the catalogue's order.
 * @returns [batch, items], row-major
 * @throws InputError unless every item was stored for each context, once
 */
export function logitsByItem(where: string, lists: RankedLists, items: number): Float32Array {
  if (lists.k !== items) {
    throw new InputError(
      `${where}: wants the teacher's logits of all ${items} items, but ${lists.k} were stored for each context; store k = ${items}, or take topKKl or sampledKl`,
    );
  }
  const logits = new Float32Array(lists.logits.length).fill(Number.NaN);
  for (let at = 0; at < logits.length; at++) {
    logits[Math.floor(at / items) * items + lists.items[at]] = lists.logits[at];
  }
  const missing = logits.findIndex(Number.isNaN);
  if (missing >= 0) {
    throw new InputError(
      `${where}: the teacher's list of row ${Math.floor(missing / items)} lacks a finite logit of item ${missing % items}; every item must stand in it once`,
    );
  }
  return logits;
}

/**
 * Distillation over the whole catalogue: `softLoss` where the classes are the items.
 *   L = (1 / batch) · Σ_u T² · KL(softmax(z_t / T) ‖ softmax(z_s / T))
 * The teacher's logits of every item must have been stored (k = items).
 * @throws InputError on settings out of range, or where items are missing
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2
 */
export function fullKl(options: { readonly temperature: number }): RankingMethod {
  checkOptions(where, options, ['temperature']);
  const { temperature } = options;
  checkPositive(where, { temperature });
  return lossOnlyMethod(where, (batch) => {
    const { studentLogits } = batch;
    const logits = logitsByItem(where, theTeacher(where, batch), studentLogits.shape[1]);
    return tf.tidy(() =>
      softLoss({ studentLogits, teacherLogits: tf.tensor2d(logits, studentLogits.shape), temperature }),
    );
  });
}
