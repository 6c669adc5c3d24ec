import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions, InputError } from '../../errors';
import { inferInBatches } from './infer-in-batches';
import type { ForwardResult, RatingModel } from './rating-model';

/**
 * The last hidden layer of many pairs in inference mode, for hints.
 * @returns values [pairs, width], row-major
 * @throws InputError where the model has no hidden layer
 */
export function predictHidden(options: { model: RatingModel; pairs: PairBatch; batchSize?: number }): {
  values: Float32Array;
  width: number;
} {
  checkOptions('predictHidden', options, ['model', 'pairs', 'batchSize']);
  const { model, pairs, batchSize = 8192 } = options;
  let values = new Float32Array(0);
  let width = 0;
  const read = ({ hidden }: ForwardResult, start: number) => {
    if (hidden === null) throw new InputError(`predictHidden: a ${model.kind} model has no hidden layer`);
    width = hidden.shape[1];
    if (start === 0) values = new Float32Array(pairs.users.length * width);
    values.set(hidden.dataSync(), start * width);
  };
  inferInBatches({ model, pairs, batchSize, read });
  return { values, width };
}
