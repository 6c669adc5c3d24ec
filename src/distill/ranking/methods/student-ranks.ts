import * as tf from '@tensorflow/tfjs-node';

/**
 * Place of every item in the student's ranking, from 0; equal logits in the order of their items.
 * @param logits [batch, items]
 * @returns [batch, items], row-major
 */
export function studentRanks(logits: tf.Tensor2D): Int32Array {
  const [batch, items] = logits.shape;
  const order = bestItems(logits, items);
  const ranks = new Int32Array(batch * items);
  for (let at = 0; at < order.length; at++) {
    ranks[Math.floor(at / items) * items + order[at]] = at % items;
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
