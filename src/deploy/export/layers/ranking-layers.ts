import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../../errors';
import type { RankingModel } from '../../../models';
import { ModelNumbers } from '../model-numbers';
import { catalogueTables, userTable } from '../ranking-tables';
import { belowEachOther, rowsOf, transposed } from '../tables';
import { denseLayerOf, idInput, rowsLayer } from './layer-parts';

const kinds = ['light-gcn', 'matrix-factorization-ranking'];

/**
 * A ranking model of users in TensorFlow.js's layers: users int32 [batch, 1] -> scores [batch, items]. An unknown user is
 * the row behind the last known one. The caller disposes it.
 * @throws InputError for a model that reads histories, whose padding and decay TensorFlow.js has no layers for
 */
export function rankingToLayers(options: { readonly model: RankingModel }): tf.LayersModel {
  const { model } = options;
  if (!kinds.includes(model.kind)) {
    throw new InputError(
      `layers format: expected a ranking model of kind ${kinds.join(', ')}, found "${model.kind}", for whose padded histories TensorFlow.js has no layers; export it as onnx`,
    );
  }
  const count = new ModelNumbers(model).number('users');
  const table = userTable(model, count);
  const unknownLast = belowEachOther('users', [rowsOf(table, 1, count + 1), rowsOf(table, 0, 1)]);
  const { vectors, biases } = catalogueTables(model);
  const users = idInput('users');
  const hidden = rowsLayer('user-vectors', unknownLast, users);
  const scores = denseLayerOf('scores', { weights: transposed(vectors), bias: biases }, 'linear', hidden);
  return tf.model({ name: model.kind, inputs: users, outputs: scores });
}
