import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';

/**
 * Logits of the named items of each row; differentiable in the logits.
 * @param logits [batch, items]
 * @param items [batch, k], row-major
 * @returns [batch, k]
 * @throws InputError where an index is no item, or the rows do not fit
 */
export function pickLogits(where: string, logits: tf.Tensor2D, items: Int32Array): tf.Tensor2D {
  const [batch, columns] = logits.shape;
  const k = items.length / batch;
  if (!Number.isInteger(k) || k === 0) {
    throw new InputError(
      `${where}: expected the same number of items for each of the ${batch} rows, found ${items.length} in all; were both made for one batch?`,
    );
  }
  const flat = new Int32Array(items.length);
  for (let row = 0, at = 0; row < batch; row++) {
    for (const end = at + k; at < end; at++) {
      if (!(items[at] >= 0 && items[at] < columns)) {
        throw new InputError(
          `${where}: expected an item from 0 to ${columns - 1} in row ${row}, found ${items[at]}; do teacher and student share one catalogue?`,
        );
      }
      flat[at] = row * columns + items[at];
    }
  }
  const picked = tf.gather(tf.reshape(logits, [-1]), tf.tensor1d(flat, 'int32'));
  return tf.reshape(picked, [batch, k]);
}
