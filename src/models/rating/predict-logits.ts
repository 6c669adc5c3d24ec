import * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions } from '../../errors';
import type { RatingModel } from './rating-model';

/**
 * Logits of many pairs in inference mode (no dropout, nothing recorded).
 * @returns [pairs, classes], row-major
 */
export function predictLogits(options: {
  model: RatingModel;
  pairs: PairBatch;
  batchSize?: number;
  onProgress?: (done: number, total: number) => void;
}): Float32Array {
  checkOptions('predictLogits', options, ['model', 'pairs', 'batchSize', 'onProgress']);
  const { model, pairs, batchSize = 8192, onProgress } = options;
  const total = pairs.users.length;
  const logits = new Float32Array(total * model.classes);
  for (let start = 0; start < total; start += batchSize) {
    const end = Math.min(start + batchSize, total);
    const batch = { users: pairs.users.subarray(start, end), items: pairs.items.subarray(start, end) };
    tf.tidy(() => {
      const part = model.forward({ pairs: batch, training: false, random: null }).logits;
      // Copied in here: what a tidy returns it searches for tensors, number by number.
      logits.set(part.dataSync(), start * model.classes);
    });
    onProgress?.(end, total);
  }
  return logits;
}
