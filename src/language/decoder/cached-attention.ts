import * as tf from '@tensorflow/tfjs-node';
import { add, batchProduct, permute, scale, softmax } from '../../tensor/arithmetic';
import type { LayerCache } from './key-value-cache';

export interface CachedAttentionOptions {
  /** Queries, keys and values side by side: [texts · width, 3 · heads · size] */
  projections: tf.Tensor2D;
  texts: number;
  heads: number;
  /** [width, width], added to the scores among the new tokens */
  causal: tf.Tensor2D;
  /** What all texts go on from; null where they start. */
  past: LayerCache | null;
}

export interface CachedAttention {
  /** [texts · width, heads · size] */
  attended: tf.Tensor2D;
  /** Of the new tokens: [heads, texts, width, size] */
  keys: tf.Tensor;
  values: tf.Tensor;
}

/**
 * Causal attention of new tokens over what was read before and over themselves. All texts share one past, so that its
 * products take the queries of all of them at once. Without gradient.
 */
export function cachedAttention(options: CachedAttentionOptions): CachedAttention {
  const { projections, texts, heads, causal, past } = options;
  const width = projections.shape[0] / texts;
  const size = projections.shape[1] / (3 * heads);
  const apart = permute(tf.reshape(projections, [texts, width, 3, heads, size]), [2, 3, 0, 1, 4]);
  const [unscaled, keys, values] = tf.unstack(apart); // [heads, texts, width, size]
  const queries = scale(unscaled, 1 / Math.sqrt(size));
  const own = add(batchProduct(queries, keys, { b: true }), causal); // [heads, texts, width, width]
  const mixed =
    past === null ? batchProduct(softmax(own), values, {}) : attendWithPast({ queries, own, values, past }); // [heads, texts, width, size]
  const attended = tf.reshape(permute(mixed, [1, 2, 0, 3]), [texts * width, heads * size]) as tf.Tensor2D;
  return { attended, keys, values };
}

function attendWithPast(options: {
  queries: tf.Tensor;
  own: tf.Tensor;
  values: tf.Tensor;
  past: LayerCache;
}): tf.Tensor {
  const { queries, own, values, past } = options;
  const [heads, texts, width, size] = queries.shape;
  const length = past.keys.shape[1] as number;
  const together = tf.reshape(queries, [heads, texts * width, size]);
  const before = batchProduct(together, past.keys, { b: true }); // [heads, texts · width, length]
  const scores = tf.concat([tf.reshape(before, [heads, texts, width, length]), own], 3);
  const [weightsBefore, weightsOwn] = tf.split(softmax(scores), [length, width], 3);
  const fromBefore = batchProduct(tf.reshape(weightsBefore, [heads, texts * width, length]), past.values, {}); // [heads, texts · width, size]
  return add(tf.reshape(fromBefore, [heads, texts, width, size]), batchProduct(weightsOwn, values, {}));
}
