import * as tf from '@tensorflow/tfjs-node';
import type { RankingForwardResult, RankingModel, Scorer } from './ranking-model';

/** Scores over the whole catalogue: [queries, items] */
export function catalogueLogits({ hidden, itemVectors, itemBiases }: RankingForwardResult): tf.Tensor2D {
  return tf.add(tf.matMul(hidden, itemVectors, false, true), itemBiases);
}

/** A model in inference mode as a scorer; the model stays the caller's to dispose. */
export function scorerOf(model: RankingModel): Scorer {
  return {
    items: model.items,
    score: (contexts) => {
      const logits = tf.tidy(() =>
        catalogueLogits(model.forward({ contexts, training: false, random: null })),
      );
      const values = logits.dataSync() as Float32Array;
      logits.dispose();
      return values;
    },
  };
}
