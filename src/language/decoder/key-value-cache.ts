import * as tf from '@tensorflow/tfjs-node';

/** What attention needs of tokens that were read before: keys and values of one layer, [heads, length, size] each. */
export interface LayerCache {
  readonly keys: tf.Tensor;
  readonly values: tf.Tensor;
}

/**
 * Keys and values of every layer for the tokens of one text, so that what follows can be computed without reading them
 * again. It owns tensors: `dispose` it.
 */
export class KeyValueCache {
  /** @param length tokens that were read */
  constructor(
    readonly length: number,
    readonly layers: readonly LayerCache[],
  ) {
    for (const { keys, values } of layers) {
      tf.keep(keys);
      tf.keep(values);
    }
  }

  dispose(): void {
    for (const { keys, values } of this.layers) {
      keys.dispose();
      values.dispose();
    }
  }
}
