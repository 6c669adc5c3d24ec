import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions, InputError } from '../../errors';
import { inferInBatches } from './infer-in-batches';
import type { ForwardResult, RatingModel } from './rating-model';

/**
 * All hidden layers of many pairs in inference mode, for terms that match layers.
 * @returns of each layer, first to last: values [pairs, width], row-major
 * @throws InputError where the model does not show its layers one by one
 */
export function predictHiddenLayers(options: {
  model: RatingModel;
  pairs: PairBatch;
  batchSize?: number;
}): { values: Float32Array; width: number }[] {
  checkOptions('predictHiddenLayers', options, ['model', 'pairs', 'batchSize']);
  const { model, pairs, batchSize = 8192 } = options;
  const layers: { values: Float32Array; width: number }[] = [];
  const read = ({ hiddenLayers }: ForwardResult, start: number) => {
    if (hiddenLayers === undefined) {
      throw new InputError(`predictHiddenLayers: a ${model.kind} model does not show its layers one by one`);
    }
    hiddenLayers.forEach((layer, k) => {
      const [, width] = layer.shape;
      layers[k] ??= { values: new Float32Array(pairs.users.length * width), width };
      layers[k].values.set(layer.dataSync(), start * width);
    });
  };
  inferInBatches({ model, pairs, batchSize, read });
  return layers;
}
