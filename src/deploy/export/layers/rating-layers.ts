import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../../errors';
import type { RatingModel } from '../../../models';
import { ModelNumbers } from '../model-numbers';
import { type DenseValues, feedForwardTables, linearTables } from '../rating-tables';
import { columnsOf } from '../tables';
import { denseLayerOf, idInput, rowsLayer } from './layer-parts';

type Symbolic = tf.SymbolicTensor;

interface Pair {
  readonly users: Symbolic;
  readonly items: Symbolic;
}

type Logits = (numbers: ModelNumbers, pair: Pair) => Symbolic;

/** The last layer of each model is called so. */
const last = 'logits';

const matrixFactorization: Logits = (numbers, { users, items }) => {
  const side = (name: 'users' | 'items', ids: Symbolic) => {
    const table = numbers.named(name);
    const part = (suffix: string, start: number, end: number) =>
      rowsLayer(`${name}-${suffix}`, columnsOf(name, table, start, end), ids);
    return { bias: part('bias', 0, 1), vector: part('vectors', 1, table.shape[1]) };
  };
  const [user, item] = [side('users', users), side('items', items)];
  const product = tf.layers.dot({ axes: 1, name: 'product' }).apply([user.vector, item.vector]) as Symbolic;
  const score = tf.layers.add({ name: 'score' }).apply([user.bias, item.bias, product]) as Symbolic;
  const head = { weights: numbers.named('head/direction'), bias: numbers.named('head/offsets') };
  return denseLayerOf(last, head, 'linear', score);
};

const linear: Logits = (numbers, { users, items }) => {
  const tables = linearTables(numbers);
  const ofItems = rowsLayer('item-logits', tables.items, items);
  if (tables.users === null)
    return tf.layers.activation({ name: last, activation: 'linear' }).apply(ofItems) as Symbolic;
  const parts = [rowsLayer('user-logits', tables.users, users), ofItems];
  return tf.layers.add({ name: last }).apply(parts) as Symbolic;
};

const feedForward: Logits = (numbers, { users, items }) => {
  const tables = feedForwardTables(numbers);
  const parts = [rowsLayer('user-rows', tables.users, users), rowsLayer('item-rows', tables.items, items)];
  const input = tf.layers.concatenate({ name: 'pair' }).apply(parts) as Symbolic;
  const hidden = tables.layers.reduce(
    (x: Symbolic, layer: DenseValues, k) => denseLayerOf(`layer-${k + 1}`, layer, 'relu', x),
    input,
  );
  return denseLayerOf(last, tables.out, 'linear', hidden);
};

function readsUsers(numbers: ModelNumbers): boolean {
  return ['users', 'user-ids', 'user-features'].some((name) => numbers.has(name));
}

const logitsOfKind: Readonly<Record<string, Logits>> = {
  'matrix-factorization': matrixFactorization,
  linear,
  'feed-forward': feedForward,
};

/** Σ_k softmax(logits)_k · level_k */
function ratingsOf(logits: Symbolic, levels: readonly number[]): Symbolic {
  const probabilities = tf.layers.softmax({ name: 'probabilities' }).apply(logits) as Symbolic;
  const weights = { name: 'levels', shape: [levels.length, 1], values: Float32Array.from(levels) };
  return denseLayerOf('ratings', { weights, bias: null }, 'linear', probabilities);
}

/**
 * A rating model in TensorFlow.js's layers: users and items int32 [batch, 1] -> logits [batch, classes], ratings [batch, 1].
 * A linear model that knows items alone has no input of users. The caller disposes it.
 * @throws InputError for a kind that has no such form
 */
export function ratingToLayers(options: {
  readonly model: RatingModel;
  readonly levels: readonly number[];
}): tf.LayersModel {
  const { model, levels } = options;
  if (!Object.hasOwn(logitsOfKind, model.kind)) {
    throw new InputError(
      `layers format: expected a rating model of kind ${Object.keys(logitsOfKind).join(', ')}, found "${model.kind}", whose history, text or shared rows TensorFlow.js has no layers for; export it as onnx`,
    );
  }
  const pair = { users: idInput('users'), items: idInput('items') };
  const numbers = new ModelNumbers(model);
  const logits = logitsOfKind[model.kind](numbers, pair);
  return tf.model({
    name: model.kind,
    inputs: readsUsers(numbers) ? [pair.users, pair.items] : [pair.items],
    outputs: [logits, ratingsOf(logits, levels)],
  });
}
