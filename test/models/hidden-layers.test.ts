import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors';
import { ClickMlp } from '../../src/models/click/click-mlp';
import { DcnV2 } from '../../src/models/click/dcn-v2';
import { DeepFm } from '../../src/models/click/deep-fm';
import { predictClickHidden } from '../../src/models/click/predict-click-hidden';
import { predictClickHiddenLayers } from '../../src/models/click/predict-click-hidden-layers';
import { FeedForwardModel } from '../../src/models/rating/feed-forward-model';
import { MatrixFactorization } from '../../src/models/rating/matrix-factorization';
import { predictHidden } from '../../src/models/rating/predict-hidden';
import { predictHiddenLayers } from '../../src/models/rating/predict-hidden-layers';
import { Random } from '../../src/random';
import { everyClickModel } from './click/every-click-model';
import { fields } from './click/golden';
import { everyRow, smallTable } from './click/small-table';

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

/** Each layer is relu(h W + b) of the one before it. */
function expectStacked(
  layers: { values: Float32Array; width: number }[],
  weightsOf: (layer: number) => Float32Array[],
) {
  for (let k = 1; k < layers.length; k++) {
    const [from, to] = [layers[k - 1], layers[k]];
    const [weights, bias] = weightsOf(k + 1);
    to.values.forEach((value, at) => {
      const [row, c] = [Math.floor(at / to.width), at % to.width];
      let sum = bias[c];
      for (let i = 0; i < from.width; i++)
        sum += from.values[row * from.width + i] * weights[i * to.width + c];
      expect(value).toBeCloseTo(Math.max(0, sum), 4);
    });
  }
}

describe('predictHiddenLayers', () => {
  const pairs = { users: Int32Array.of(0, 1, 2, 0, 1), items: Int32Array.of(1, 0, 1, 0, 1) };
  const frequencies = [1, 2, 3];

  it('gives each layer in turn, the last of which is predictHidden’s, whatever the batches', () => {
    const model = new FeedForwardModel({
      ...{ users: 3, items: 2, userFeatures: null, itemFeatures: null, frequencies },
      ...{ dimensions: 3, layers: [6, 4, 2], dropout: 0.5, random: new Random(1) },
    });
    const layers = predictHiddenLayers({ model, pairs });
    expect(layers.map(({ width }) => width)).toEqual([6, 4, 2]);
    expect(layers[2]).toEqual(predictHidden({ model, pairs }));
    const byName = new Map(model.parameters.map((p) => [p.name, p.data()]));
    const read = (name: string) => byName.get(name) as Float32Array;
    expectStacked(layers, (k) => [read(`layer-${k}/weights`), read(`layer-${k}/bias`)]);
    const inParts = predictHiddenLayers({ model, pairs, batchSize: 2 });
    inParts.forEach(({ values }, k) => {
      values.forEach((value, at) => {
        expect(value).toBeCloseTo(layers[k].values[at], 5);
      });
    });
    model.dispose();
  });

  it('refuses a model without layers, and options that nobody reads', () => {
    const model = new MatrixFactorization({
      ...{ users: 3, items: 2, dimensions: 2, frequencies, random: new Random(1) },
    });
    expect(() => predictHiddenLayers({ model, pairs })).toThrow(/does not show its layers/);
    expect(() => predictHiddenLayers({ model, pairs, ...{ batch: 2 } })).toThrow(/unknown option "batch"/);
    model.dispose();
  });
});

describe('predictClickHiddenLayers', () => {
  const table = smallTable();
  const rows = everyRow(table);
  const shape = { fields, sharing: { kind: 'per-field' }, frequencies: [3, 2] } as const;
  const deep = { ...shape, dimensions: 3, layers: [6, 4], dropout: 0.5, random: new Random(2) };
  const cross = { crossLayers: 2, rank: null };

  it.each([
    ['click-mlp', () => new ClickMlp(deep), 0],
    ['deep-fm', () => new DeepFm(deep), 0],
    ['dcn-v2 stacked', () => new DcnV2({ ...deep, ...cross, structure: 'stacked' }), 1],
    ['dcn-v2 parallel', () => new DcnV2({ ...deep, ...cross, structure: 'parallel' }), 1],
  ])(
    'of a %s gives each layer in turn and ends with what predictClickHidden ends with',
    (_, make, crossed) => {
      const model = make();
      const layers = predictClickHiddenLayers({ model, table, rows });
      expect(layers.map(({ width }) => width).slice(crossed)).toEqual([6, 4]);
      const byName = new Map(model.parameters.map((p) => [p.name, p.data()]));
      const read = (name: string) => byName.get(name) as Float32Array;
      expectStacked(layers.slice(crossed), (k) => [read(`layer-${k}/weights`), read(`layer-${k}/bias`)]);
      const { values, width } = predictClickHidden({ model, table, rows });
      const last = layers[layers.length - 1];
      last.values.forEach((value, at) => {
        const row = Math.floor(at / last.width);
        expect(values[(row + 1) * width - last.width + (at % last.width)]).toBe(value);
      });
      expect(predictClickHiddenLayers({ model, table, rows, batchSize: 2 }).length).toBe(layers.length);
      model.dispose();
    },
  );

  it('refuses a model without layers', () => {
    const model = everyClickModel['logistic-regression']();
    expect(() => predictClickHiddenLayers({ model, table, rows })).toThrow(InputError);
    model.dispose();
  });
});
