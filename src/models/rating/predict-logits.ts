import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions } from '../../errors';
import { inferInBatches } from './infer-in-batches';
import type { ForwardResult, RatingModel } from './rating-model';

/** Pairs that are scored at once where nobody says; other blocks may move the last bits of logits. */
export const PAIRS_AT_ONCE = 8192;

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
  const { model, pairs, batchSize = PAIRS_AT_ONCE, onProgress } = options;
  const logits = new Float32Array(pairs.users.length * model.classes);
  const read = (result: ForwardResult, start: number) =>
    logits.set(result.logits.dataSync(), start * model.classes);
  inferInBatches({ model, pairs, batchSize, read, onProgress });
  return logits;
}
