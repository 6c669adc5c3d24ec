import * as tf from '@tensorflow/tfjs-node';
import type { ClickTable } from '../../data/click/click-table';
import { checkOptions, InputError } from '../../errors';
import type { ClickModel } from './click-model';

/**
 * The last hidden layer of many rows in inference mode, for hints and relations.
 * @param options.rows numbers of rows of the table
 * @returns values [rows, width], row-major
 * @throws InputError where the model has no hidden layer
 */
export function predictClickHidden(options: {
  readonly model: ClickModel;
  readonly table: ClickTable;
  readonly rows: Int32Array;
  readonly batchSize?: number;
}): { values: Float32Array; width: number } {
  checkOptions('predictClickHidden', options, ['model', 'table', 'rows', 'batchSize']);
  const { model, table, rows, batchSize = 8192 } = options;
  let values = new Float32Array(0);
  let width = 0;
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = table.read(rows.subarray(start, start + batchSize));
    tf.tidy(() => {
      const { hidden } = model.forward({ batch, training: false, random: null });
      if (hidden === null) {
        throw new InputError(`predictClickHidden: a ${model.kind} model has no hidden layer`);
      }
      width = hidden.shape[1];
      if (start === 0) values = new Float32Array(rows.length * width);
      values.set(hidden.dataSync(), start * width);
    });
  }
  return { values, width };
}
