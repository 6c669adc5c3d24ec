import * as tf from '@tensorflow/tfjs-node';
import type { NamedValues } from '../tables';

function setValues(layer: tf.layers.Layer, values: readonly NamedValues[]): void {
  tf.tidy(() => layer.setWeights(values.map((own) => tf.tensor(own.values, [...own.shape]))));
}

/** int32 [batch, 1] */
export function idInput(name: string): tf.SymbolicTensor {
  return tf.input({ name, shape: [1], dtype: 'int32' });
}

/** A table's rows by ids [batch, 1]: [batch, columns] */
export function rowsLayer(name: string, table: NamedValues, ids: tf.SymbolicTensor): tf.SymbolicTensor {
  const [inputDim, outputDim] = table.shape;
  const layer = tf.layers.embedding({ name, inputDim, outputDim, embeddingsInitializer: 'zeros' });
  const rows = layer.apply(ids) as tf.SymbolicTensor;
  setValues(layer, [table]);
  return tf.layers.flatten({ name: `${name}-flat` }).apply(rows) as tf.SymbolicTensor;
}

/** @param values bias null where there is none */
export function denseLayerOf(
  name: string,
  { weights, bias }: { weights: NamedValues; bias: NamedValues | null },
  activation: 'relu' | 'linear',
  x: tf.SymbolicTensor,
): tf.SymbolicTensor {
  const units = weights.shape[1];
  const settings = { name, units, activation, useBias: bias !== null, kernelInitializer: 'zeros' } as const;
  const layer = tf.layers.dense(settings);
  const y = layer.apply(x) as tf.SymbolicTensor;
  setValues(layer, bias === null ? [weights] : [weights, bias]);
  return y;
}
