import * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions, InputError } from '../../errors';
import type { RatingModel } from './rating-model';

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
  const total = pairs.users.length;
  let values = new Float32Array(0);
  let width = 0;
  for (let start = 0; start < total; start += batchSize) {
    const end = Math.min(start + batchSize, total);
    const batch = { users: pairs.users.subarray(start, end), items: pairs.items.subarray(start, end) };
    tf.tidy(() => {
      const { hidden } = model.forward({ pairs: batch, training: false, random: null });
      if (hidden === null) throw new InputError(`predictHidden: a ${model.kind} model has no hidden layer`);
      width = hidden.shape[1];
      if (start === 0) values = new Float32Array(total * width);
      values.set(hidden.dataSync(), start * width);
    });
  }
  return { values, width };
}
