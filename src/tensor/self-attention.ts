import * as tf from '@tensorflow/tfjs-node';
import { add, batchProduct, multiply, permute, scale, softmax, subtract, sumOfRows } from './arithmetic';

export interface SelfAttentionOptions {
  /** Queries, keys and values side by side: [texts · width, 3 · heads · size] */
  projections: tf.Tensor2D;
  texts: number;
  heads: number;
  /** Added to the scores: 0 for a token to look at, a large negative number for one that is hidden; [texts, 1, 1, width] against padding, [1, 1, width, width] against what comes later, or null. */
  mask: tf.Tensor4D | null;
  /** Applied to the attention weights in training, else null. */
  dropoutMask: tf.Tensor4D | null;
}

/**
 * Scaled dot-product attention of each text over itself: softmax(q kᵀ / √size + mask) v, head by head.
 * @returns [texts · width, heads · size]
 * @see Vaswani et al. 2017, arXiv:1706.03762, section 3.2
 */
export function selfAttention(options: SelfAttentionOptions): tf.Tensor2D {
  const { projections, mask, dropoutMask } = options;
  const layer = tf.customGrad((input, save) => {
    const [queries, keys, values] = splitHeads(input as tf.Tensor, options); // [texts, heads, width, size]
    const scores = batchProduct(queries, keys, { b: true }); // [texts, heads, width, width]
    const weights = softmax(mask === null ? scores : add(scores, mask));
    const dropped = dropoutMask === null ? weights : multiply(weights, dropoutMask);
    const kept = [queries, keys, values, weights];
    (save as tf.GradSaveFunc)(dropoutMask === null ? kept : [...kept, dropoutMask]);
    return {
      value: joinHeads(batchProduct(dropped, values, {})),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradient(dy, saved),
    };
  });
  return layer(projections) as tf.Tensor2D;
}

/** [texts · width, 3 · heads · size] -> three of [texts, heads, width, size], the queries divided by √size */
function splitHeads(x: tf.Tensor, { texts, heads }: SelfAttentionOptions): tf.Tensor[] {
  const width = x.shape[0] / texts;
  const size = (x.shape[1] as number) / (3 * heads);
  const apart = permute(tf.reshape(x, [texts, width, 3, heads, size]), [2, 0, 3, 1, 4]);
  const [queries, keys, values] = tf.unstack(apart);
  return [scale(queries, 1 / Math.sqrt(size)), keys, values];
}

/** [texts, heads, width, size] -> [texts · width, heads · size] */
function joinHeads(x: tf.Tensor): tf.Tensor {
  const [texts, heads, width, size] = x.shape;
  return tf.reshape(permute(x, [0, 2, 1, 3]), [texts * width, heads * size]);
}

/** Gradient for the projections; d softmax: ds = w · (dw - Σ dw · w). */
function gradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor {
  const [queries, keys, values, weights, dropoutMask = null] = saved;
  const [texts, heads, width, size] = queries.shape;
  const dOut = permute(tf.reshape(dy, [texts, width, heads, size]), [0, 2, 1, 3]);
  const dropped = dropoutMask === null ? weights : multiply(weights, dropoutMask);
  const dValues = batchProduct(dropped, dOut, { a: true });
  const dDropped = batchProduct(dOut, values, { b: true });
  const dWeights = dropoutMask === null ? dDropped : multiply(dDropped, dropoutMask);
  const product = multiply(dWeights, weights);
  const dScores = subtract(product, multiply(weights, sumOfRows(product)));
  const dQueries = scale(batchProduct(dScores, keys, {}), 1 / Math.sqrt(size));
  const dKeys = batchProduct(dScores, queries, { a: true });
  const together = permute(tf.stack([dQueries, dKeys, dValues]), [1, 3, 0, 2, 4]);
  return tf.reshape(together, [texts * width, 3 * heads * size]);
}
