import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions } from '../../errors';
import { inferInBatches } from './infer-in-batches';
import type { ForwardResult, RatingModel } from './rating-model';

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
  const logits = new Float32Array(pairs.users.length * model.classes);
  const read = (result: ForwardResult, start: number) =>
    logits.set(result.logits.dataSync(), start * model.classes);
  inferInBatches({ model, pairs, batchSize, read, onProgress });
  return logits;
}
