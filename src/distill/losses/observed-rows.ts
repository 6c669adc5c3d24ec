import type * as tf from '@tensorflow/tfjs-node';
import { checkMatrix } from './check-inputs';

/** What stands for a target that nobody observed. */
const unobserved = -1;

/** The rows of a batch with a target, for losses that leave the others out. */
export interface ObservedRows {
  /** [batch], the target, or 0 where there is none */
  readonly labels: Int32Array;
  /** [batch], 0 where there is no target, else in proportion to the given weights, batch in all: a mean over the batch
   * becomes theirs */
  readonly weights: Float32Array;
}

function checkWeights(where: string, given: Float32Array, batch: number): void {
  if (given.length !== batch)
    throw new RangeError(
      `${where}: weights must have one for each of the ${batch} rows, found ${given.length}`,
    );
  const wrong = given.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong >= 0)
    throw new RangeError(`${where}: weights[${wrong}] must be a finite number >= 0, found ${given[wrong]}`);
}

/**
 * @param logits [batch, items]
 * @param targets [batch], items, or -1
 * @param given [batch], how much each row counts beside the others; when left out, all as much
 * @throws RangeError unless each target is an item or -1, and each weight finite and not below 0
 */
export function observedRows(
  where: string,
  logits: tf.Tensor2D,
  targets: Int32Array,
  given?: Float32Array,
): ObservedRows {
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
  if (given !== undefined) checkWeights(where, given, batch);
  const weightOf = (target: number, row: number) => (target === unobserved ? 0 : (given?.[row] ?? 1));
  const observed = targets.reduce((sum, target, row) => sum + weightOf(target, row), 0);
  const scale = observed === 0 ? 0 : batch / observed;
  return {
    labels: targets.map((target) => Math.max(0, target)),
    weights: Float32Array.from(targets, (target, row) => scale * weightOf(target, row)),
  };
}
