import type * as tf from '@tensorflow/tfjs-node';
import { checkMatrix } from './check-inputs';

/** What stands for a target that nobody observed. */
const unobserved = -1;

/** The rows of a batch with a target, for losses that leave the others out. */
export interface ObservedRows {
  /** [batch], the target, or 0 where there is none */
  readonly labels: Int32Array;
  /** [batch], batch / observed where there is a target and 0 elsewhere: a mean over the batch becomes theirs */
  readonly weights: Float32Array;
}

/**
 * @param logits [batch, items]
 * @param targets [batch], items, or -1
 * @throws RangeError unless each target is an item or -1
 */
export function observedRows(where: string, logits: tf.Tensor2D, targets: Int32Array): ObservedRows {
  const [batch, items] = checkMatrix(where, 'logits', logits);
  if (targets.length !== batch) {
    throw new RangeError(
      `${where}: targets must have one item for each of the ${batch} rows, found ${targets.length}`,
    );
  }
  const wrong = targets.findIndex((target) => target < unobserved || target >= items);
  if (wrong >= 0) {
    throw new RangeError(
      `${where}: targets[${wrong}] must be an item from 0 to ${items - 1}, or -1 for none, found ${targets[wrong]}`,
    );
  }
  const observed = targets.reduce((sum, target) => sum + (target === unobserved ? 0 : 1), 0);
  const weight = observed === 0 ? 0 : batch / observed;
  return {
    labels: targets.map((target) => Math.max(0, target)),
    weights: Float32Array.from(targets, (target) => (target === unobserved ? 0 : weight)),
  };
}
