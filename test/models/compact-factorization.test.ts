import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import { hashOf } from '../../src/models/compact-table';
import { CompactFactorization } from '../../src/models/rating/compact-factorization';
import { loadModel } from '../../src/models/rating/load-model';
import { predictLogits } from '../../src/models/rating/predict-logits';
import { saveModel } from '../../src/models/rating/save-model';
import { Random } from '../../src/random';
import { disposeGradients, valueAndGradients } from '../../src/tensor/gradients';
import { items, levels, pairs, users } from './every-model';

function build(seed: number): CompactFactorization {
  return new CompactFactorization({
    ...{ users, items, dimensions: 3, frequencies: [3, 5, 9, 12, 6], random: new Random(seed) },
    userRows: { kind: 'hashed', rows: 4 },
    itemRows: { kind: 'quotient-remainder', remainders: 3 },
  });
}

test('its logits are those of the rows that the ids share', () => {
  const model = build(1);
  const random = new Random(2);
  for (const parameter of model.parameters) parameter.assign(random.normals(parameter.size, 1));
  const [userRows, itemRows, direction, offsets] = model.parameters.map((p) => p.data());
  const [user, item] = [5, 7];
  const row = (table: Float32Array, at: number) => [...table.subarray(4 * at, 4 * at + 4)];
  const u = row(userRows, hashOf(0, user) % 4);
  // ⌈9 / 3⌉ = 3 quotients stand before the remainders
  const i = row(itemRows, Math.floor(item / 3)).map((q, d) => q * row(itemRows, 3 + (item % 3))[d]);
  const score = u[0] + i[0] + u[1] * i[1] + u[2] * i[2] + u[3] * i[3];
  const found = predictLogits({ model, pairs: { users: Int32Array.of(user), items: Int32Array.of(item) } });
  found.forEach((logit, k) => {
    expect(logit).toBeCloseTo(score * direction[k] + offsets[k], 4);
  });
  model.dispose();
});

test('its gradients agree with finite differences, and no tensor is left', () => {
  const before = tf.memory().numTensors;
  const model = build(3);
  const random = new Random(4);
  for (const parameter of model.parameters) parameter.assign(random.normals(parameter.size, 0.5));
  const loss = () =>
    tf.mean(tf.square(model.forward({ pairs, training: true, random: null }).logits)) as tf.Scalar;
  const lossNow = () => tf.tidy(() => loss().dataSync()[0]);
  const { gradients } = valueAndGradients({ parameters: model.parameters, loss });
  for (const parameter of model.parameters) {
    const gradient = gradients.get(parameter)?.values.dataSync() as Float32Array;
    const values = parameter.data();
    const at = gradient.reduce((best, x, k) => (Math.abs(x) > Math.abs(gradient[best]) ? k : best), 0);
    const at1 = (delta: number) => {
      parameter.assign(values.map((x, k) => (k === at ? x + delta : x)));
      return lossNow();
    };
    const slope = (at1(1e-2) - at1(-1e-2)) / 2e-2;
    parameter.assign(values);
    expect(Math.abs(slope - gradient[at]), parameter.name).toBeLessThan(0.02 * Math.abs(slope));
  }
  disposeGradients(gradients);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('it is saved and loaded with the same logits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'compact-'));
  const model = build(5);
  const ids = (count: number, name: string) => Array.from({ length: count }, (_, k) => `${name}${k}`);
  const vocabulary = { users: ids(users, 'u'), items: ids(items, 'i') };
  await saveModel({ folder, model, vocabulary, levels, metadata: {} });
  const loaded = await loadModel({ folder });
  expect(predictLogits({ model: loaded.model, pairs })).toEqual(predictLogits({ model, pairs }));
  loaded.model.dispose();
  model.dispose();
  rmSync(folder, { recursive: true });
});
