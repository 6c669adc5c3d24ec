import * as tf from '@tensorflow/tfjs-node';
import { type GptWeights, gptDenseNames } from './gpt-weights';
import type { LowRankAdapters } from './low-rank-adapters';

/** W + (alpha / rank) B A in place, for every adapted layer. */
export function mergeAdapters({ layers }: GptWeights, adapters: LowRankAdapters): void {
  layers.forEach(({ dense }, index) => {
    for (const target of gptDenseNames) {
      const { weights, transposed } = dense[target];
      tf.tidy(() => {
        const change = adapters.weightChange(`h.${index}.${target}`); // [inputs, outputs]
        if (change === null) return;
        weights.variable.subtract(tf.neg(transposed ? tf.transpose(change) : change));
      });
    }
  });
}
