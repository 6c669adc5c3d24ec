import * as tf from '@tensorflow/tfjs-node';
import { countLarger } from './count-larger';

/**
 * Places in the student's ranking, from 0: how many items have a larger logit. The catalogue is counted, not sorted.
 * @param logits [batch, items]
 * @param items [batch, k], row-major, the items asked for
 * @returns [batch, k]
 */
export function studentRanks(logits: tf.Tensor2D, items: Int32Array): Int32Array {
  const [batch, catalogue] = logits.shape;
  const k = items.length / batch;
  const values = logits.dataSync<'float32'>();
  const ranks = new Int32Array(items.length);
  for (let row = 0; row < batch; row++) {
    const own = values.subarray(row * catalogue, (row + 1) * catalogue);
    const chosen = Float32Array.from(items.subarray(row * k, (row + 1) * k), (item) => own[item]);
    ranks.set(countLarger(own, chosen), row * k);
  }
  return ranks;
}

/** The student's best k items of each row, best first, [batch, k]; equal logits in the order of their items. */
export function bestItems(logits: tf.Tensor2D, k: number): Int32Array {
  const { values, indices } = tf.topk(logits, k);
  const order = indices.dataSync<'int32'>();
  tf.dispose([values, indices]);
  return order;
}

/**
 * ln tanh(max(rate · (a - b), 0)): how much lower an item stands at place a than at place b, as the logarithm of a
 * weight; -Infinity where it stands no lower.
 */
export function logRankDiscrepancy(a: number, b: number, rate: number): number {
  return a > b ? Math.log(Math.tanh(rate * (a - b))) : Number.NEGATIVE_INFINITY;
}
