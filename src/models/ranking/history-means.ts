import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import { gatherQueries, itemsOfPlaces, withPlaces } from './gather-queries';

/**
 * The decayed mean of each query's history, the youngest item at p = n; zeros for an empty one.
 *   m_n = Σ_p decay^(n-p) v_{s_p} / Σ_p decay^(n-p)
 * @returns [queries, dimensions], differentiable in `itemVectors`
 */
export function historyMeans(options: {
  /** [items, dimensions] */
  readonly itemVectors: tf.Tensor2D;
  readonly contexts: Contexts;
  readonly decay: number;
}): tf.Tensor2D {
  const { itemVectors, decay } = options;
  const contexts = withPlaces(options.contexts);
  const { width } = contexts;
  const dimensions = itemVectors.shape[1];
  const places = tf.gather(itemVectors, tf.tensor1d(itemsOfPlaces(contexts), 'int32'));
  const apart = tf.reshape(places, [-1, width, dimensions]);
  const shares = tf.tile(tf.expandDims(sharesOfPlaces(width, decay), 0), [apart.shape[0], 1, 1]);
  const means = tf.reshape(tf.matMul(shares, apart as tf.Tensor3D), [-1, dimensions]) as tf.Tensor2D;
  return gatherQueries(means, contexts);
}

/** [width, width], row n the shares of the places up to n */
function sharesOfPlaces(width: number, decay: number): tf.Tensor2D {
  const cells = new Float32Array(width * width);
  for (let n = 0; n < width; n++) {
    let sum = 0;
    for (let p = 0; p <= n; p++) sum += decay ** (n - p);
    for (let p = 0; p <= n; p++) cells[n * width + p] = decay ** (n - p) / sum;
  }
  return tf.tensor2d(cells, [width, width]);
}
