import * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../../data/recommendation-data';
import type { ForwardResult, RatingModel } from './rating-model';

/**
 * Runs a model over many pairs in inference mode (no dropout, nothing recorded). `read` copies what it wants out of each
 * batch's tensors, which are gone after it.
 */
export function inferInBatches(options: {
  model: RatingModel;
  pairs: PairBatch;
  batchSize: number;
  read: (result: ForwardResult, start: number) => void;
  onProgress?: (done: number, total: number) => void;
}): void {
  const { model, pairs, batchSize, read, onProgress } = options;
  const total = pairs.users.length;
  for (let start = 0; start < total; start += batchSize) {
    const end = Math.min(start + batchSize, total);
    const batch = { users: pairs.users.subarray(start, end), items: pairs.items.subarray(start, end) };
    tf.tidy(() => {
      // Read in here: what a tidy returns it searches for tensors, number by number.
      read(model.forward({ pairs: batch, training: false, random: null }), start);
    });
    onProgress?.(end, total);
  }
}
