import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ClickBatch, ClickField } from '../../../src/data';
import { binaryCrossEntropyLoss } from '../../../src/distill/losses/binary-cross-entropy-loss';
import { clickScorerOf } from '../../../src/models/click/click-scorer';
import { saveClickModel } from '../../../src/models/click/save-click-model';
import { TextCrossNetwork } from '../../../src/models/click/text-cross-network';
import { Random } from '../../../src/random';
import { disposeGradients, valueAndGradients } from '../../../src/tensor/gradients';
import { expectClose } from './golden';

/** Written by scripts/make-fixtures/click-text.py. */
const golden: {
  shape: { dimensions: number; textWidth: number; crossLayers: number; layers: number[] };
  table: { fields: ClickField[]; ids: number[][]; numbers: number[]; labels: number[]; texts: number[] };
  texts: { values: number[]; width: number };
  weights: Record<string, { shape: number[]; values: number[] }>;
  logits: number[];
  gradients: Record<string, number[]>;
} = JSON.parse(readFileSync(join(__dirname, '..', '..', 'fixtures', 'click-text.json'), 'utf8'));

const { fields } = golden.table;
const batch = {
  ids: Int32Array.from(golden.table.ids.flat()),
  numbers: Float32Array.from(golden.table.numbers),
  labels: Float32Array.from(golden.table.labels),
  texts: Int32Array.from(golden.table.texts),
} satisfies ClickBatch;
const options = {
  ...{ fields, frequencies: [3, 2], ...golden.shape, dropout: 0 },
  sharing: { kind: 'per-field' },
  texts: { values: Float32Array.from(golden.texts.values), width: golden.texts.width },
} as const;
const fresh = (more = {}) => new TextCrossNetwork({ ...options, random: new Random(3), ...more });

let model: TextCrossNetwork;
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
  model = fresh();
  expect(model.parameters.map(({ name }) => name).sort()).toEqual(Object.keys(golden.weights).sort());
  for (const parameter of model.parameters) {
    const { shape, values } = golden.weights[parameter.name];
    expect(parameter.shape).toEqual(shape);
    parameter.assign(Float32Array.from(values));
  }
});
afterEach(() => {
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('gives the logits of PyTorch with the same weights', () => {
  expectClose(clickScorerOf(model).score(batch), golden.logits);
});

it('gives the gradients of PyTorch, and none to the texts', () => {
  const loss = () =>
    binaryCrossEntropyLoss({
      logits: model.forward({ batch, training: true, random: null }).logits,
      labels: batch.labels,
    });
  const { gradients } = valueAndGradients({ parameters: model.parameters, loss });
  for (const [{ name, shape, size }, gradient] of gradients) {
    const found = gradient.values.dataSync<'float32'>();
    const whole = new Float32Array(size);
    if (gradient.kind === 'dense') whole.set(found);
    else
      gradient.indices.forEach((row, k) => {
        whole.set(found.subarray(k * shape[1], (k + 1) * shape[1]), row * shape[1]);
      });
    expectClose(whole, golden.gradients[name], name);
  }
  expect(gradients.size).toBe(model.parameters.length);
  disposeGradients(gradients);
  expect(model.parameters.some(({ name }) => name === 'texts')).toBe(false);
});

it('tells rows apart by their texts alone', () => {
  const alike = { ...batch, ids: new Int32Array(10), numbers: new Float32Array(5) };
  const [a, b, c, d, e] = clickScorerOf(model).score(alike);
  expect([a, b]).toEqual([e, d]);
  expect(new Set([a, b, c]).size).toBe(3);
});

it('refuses rows without texts, a table that is no vectors, and unknown options', () => {
  const { texts: _, ...silent } = batch;
  expect(() => clickScorerOf(model).score(silent)).toThrow('expected a table with texts');
  expect(() => fresh({ texts: { values: new Float32Array(7), width: 6 } })).toThrow('vectors of 6 numbers');
  expect(() => fresh({ textWidth: 0 })).toThrow('textWidth must be a whole number');
  expect(() => fresh({ rank: 2 })).toThrow('unknown option "rank"');
});

it('is not saved, as the texts that it reads are not in the file', async () => {
  const save = saveClickModel({ folder: 'never', model, encoding: null, metadata: {} });
  await expect(save).rejects.toThrow('found "text-cross-network"');
});
