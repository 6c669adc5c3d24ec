import * as tf from '@tensorflow/tfjs-node';
import type { ClickTable } from '../../data/click/click-table';
import { checkOptions, InputError } from '../../errors';
import type { ClickModel } from './click-model';

/**
 * All hidden layers of many rows in inference mode, for terms that match layers.
 * @param options.rows numbers of rows of the table
 * @returns of each layer, first to last: values [rows, width], row-major
 * @throws InputError where the model does not show its layers one by one
 */
export function predictClickHiddenLayers(options: {
  readonly model: ClickModel;
  readonly table: ClickTable;
  readonly rows: Int32Array;
  readonly batchSize?: number;
}): { values: Float32Array; width: number }[] {
  checkOptions('predictClickHiddenLayers', options, ['model', 'table', 'rows', 'batchSize']);
  const { model, table, rows, batchSize = 8192 } = options;
  const layers: { values: Float32Array; width: number }[] = [];
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = table.read(rows.subarray(start, start + batchSize));
    tf.tidy(() => {
      const { hiddenLayers } = model.forward({ batch, training: false, random: null });
      if (hiddenLayers === undefined) {
        throw new InputError(
          `predictClickHiddenLayers: a ${model.kind} model does not show its layers one by one`,
        );
      }
      hiddenLayers.forEach((layer, k) => {
        const [, width] = layer.shape;
        layers[k] ??= { values: new Float32Array(rows.length * width), width };
        layers[k].values.set(layer.dataSync(), start * width);
      });
    });
  }
  return layers;
}
