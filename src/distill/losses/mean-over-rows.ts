import * as tf from '@tensorflow/tfjs-node';

/** The loss of each row and its slope in that row's inputs. */
export interface RowLosses {
  /** [batch] */
  readonly rows: tf.Tensor1D;
  /** [batch, columns], d rows[i] / d input[i, :] */
  readonly slopes: tf.Tensor2D;
}

/**
 * Mean over the batch of losses whose slopes are known in closed form:
 *   L = (1 / batch) · Σ_i w_i · rows_i,  dL / d input_i = w_i · slopes_i / batch
 * Only `input` gets a gradient: whatever else `losses` reads, a teacher's logits above all, is a constant. One step
 * costs two operations on the way back, where automatic differentiation would take one for each on the way there.
 */
export function meanOverRows(options: {
  input: tf.Tensor2D;
  weights: Float32Array | null;
  losses: (input: tf.Tensor2D) => RowLosses;
}): tf.Scalar {
  const { weights, losses } = options;
  const [batch] = options.input.shape;
  const mean = tf.customGrad((input, save) => {
    let { rows, slopes } = losses(input as tf.Tensor2D);
    if (weights !== null) {
      const column = tf.tensor1d(weights);
      rows = tf.mul(rows, column);
      slopes = tf.mul(slopes, tf.reshape(column, [batch, 1]));
    }
    (save as tf.GradSaveFunc)([slopes]);
    return {
      value: tf.mean(rows),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0], tf.div(dy, batch)),
    };
  });
  return mean(options.input) as tf.Scalar;
}
