import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import type { PairBatch } from '../../src/data/recommendation-data';
import { FeedForwardModel } from '../../src/models/rating/feed-forward-model';
import { LinearModel } from '../../src/models/rating/linear-model';
import { MatrixFactorization } from '../../src/models/rating/matrix-factorization';
import { weightsOf } from '../../src/models/rating/model-size';
import { predictLogits } from '../../src/models/rating/predict-logits';
import type { RatingModel } from '../../src/models/rating/rating-model';
import { Random } from '../../src/random';
import { AdamW } from '../../src/tensor/adam-w';
import { disposeGradients, valueAndGradients } from '../../src/tensor/gradients';
import { hashWeights } from '../../src/tensor/parameter';
import { everyModel, itemFeatures, items, labels, pairs, userFeatures, users } from './every-model';

interface Batch {
  pairs: PairBatch;
  labels: Int32Array;
}
const wholeBatch: Batch = { pairs, labels };

/** Few enough pairs, of users that differ, for a linear model to fit them all. */
const smallBatch: Batch = (() => {
  const rows = [...pairs.users.keys()].filter((k) => pairs.users.indexOf(pairs.users[k]) === k).slice(0, 5);
  const pick = (values: Int32Array) => Int32Array.from(rows, (row) => values[row]);
  return { pairs: { users: pick(pairs.users), items: pick(pairs.items) }, labels: pick(labels) };
})();

function crossEntropy(
  model: RatingModel,
  training: boolean,
  random: Random | null,
  batch: Batch = wholeBatch,
): tf.Scalar {
  const { logits } = model.forward({ pairs: batch.pairs, training, random });
  const target = tf.oneHot(tf.tensor1d(batch.labels, 'int32'), model.classes);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.cast(target, 'float32'), tf.logSoftmax(logits)), 1))) as tf.Scalar;
}

function train(
  model: RatingModel,
  steps: number,
  learningRate: number,
  random: Random | null,
  batch: Batch = wholeBatch,
): number[] {
  const optimizer = new AdamW({ parameters: model.parameters, weightDecay: 0 });
  const losses = Array.from({ length: steps }, () => {
    const { value, gradients } = valueAndGradients({
      parameters: model.parameters,
      loss: () => crossEntropy(model, random !== null, random, batch),
    });
    optimizer.step({ gradients, learningRate });
    return value;
  });
  optimizer.dispose();
  return losses;
}

describe.each(Object.entries(everyModel))('%s', (_, build) => {
  it('overfits one batch', () => {
    const model = build(1);
    const losses = train(model, 150, 0.1, null, smallBatch);
    expect(losses[0]).toBeGreaterThan(0.8);
    expect(losses[149]).toBeLessThan(0.05);
    model.dispose();
  });

  it('comes to the same bytes from the same seed, dropout included', () => {
    const hash = () => {
      const model = build(5);
      train(model, 5, 0.01, new Random(6));
      const result = hashWeights(model.parameters);
      model.dispose();
      return result;
    };
    const first = hash();
    const second = hash();
    expect(second).toBe(first);
  });

  it('keeps the number of tensors over steps and gives all back', () => {
    const before = tf.memory().numTensors;
    const model = build(1);
    train(model, 1, 0.01, new Random(1));
    const after = tf.memory().numTensors;
    train(model, 5, 0.01, new Random(1));
    predictLogits({ model, pairs, batchSize: 8 });
    expect(tf.memory().numTensors).toBe(after);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has gradients that agree with finite differences', () => {
    const model = build(2);
    train(model, 3, 0.05, null);
    const { gradients } = valueAndGradients({
      parameters: model.parameters,
      loss: () => crossEntropy(model, false, null),
    });
    expect(gradients.size).toBe(model.parameters.length);
    const step = 5e-3;
    for (const parameter of model.parameters) {
      const gradient = gradients.get(parameter)?.values.dataSync() as Float32Array;
      const values = parameter.data();
      const at = gradient.reduce((best, x, i) => (Math.abs(x) > Math.abs(gradient[best]) ? i : best), 0);
      const lossAt = (delta: number) => {
        parameter.assign(values.map((x, i) => (i === at ? x + delta : x)));
        return tf.tidy(() => crossEntropy(model, false, null).dataSync()[0]);
      };
      const difference = (lossAt(step) - lossAt(-step)) / (2 * step);
      parameter.assign(values);
      expect(Math.abs(difference - gradient[at]), parameter.name).toBeLessThan(
        0.02 * Math.abs(gradient[at]) + 1e-4,
      );
    }
    disposeGradients(gradients);
    model.dispose();
  });

  it('predicts the same in batches as at once, and without dropout', () => {
    const model = build(3);
    const whole = predictLogits({ model, pairs });
    const parts = predictLogits({ model, pairs, batchSize: 5 });
    expect(whole.every((x, i) => Math.abs(x - parts[i]) < 1e-5)).toBe(true);
    expect(predictLogits({ model, pairs })).toEqual(whole);
    model.dispose();
  });
});

describe('LinearModel', () => {
  it('starts at the shares of the levels', () => {
    const model = new LinearModel({
      users,
      items,
      userFeatures,
      itemFeatures,
      withIds: true,
      frequencies: [1, 3],
    });
    const logits = predictLogits({
      model,
      pairs: { users: new Int32Array([0]), items: new Int32Array([1]) },
    });
    expect(Math.exp(logits[0])).toBeCloseTo(2 / 6);
    expect(Math.exp(logits[1])).toBeCloseTo(4 / 6);
    model.dispose();
  });

  it('computes W_f [features_u, features_i] + W_u + W_i + b', () => {
    const model = new LinearModel({
      users,
      items,
      userFeatures,
      itemFeatures,
      withIds: true,
      frequencies: [1, 1],
    });
    const random = new Random(8);
    for (const parameter of model.parameters) parameter.assign(random.normals(parameter.size, 1));
    const [w, userIds, itemIds, offsets] = model.parameters.map((p) => p.data());
    const [user, item] = [3, 5];
    const x = [
      ...userFeatures.values.subarray(2 * user, 2 * user + 2),
      ...itemFeatures.values.subarray(3 * item, 3 * item + 3),
    ];
    const found = predictLogits({
      model,
      pairs: { users: new Int32Array([user]), items: new Int32Array([item]) },
    });
    for (const k of [0, 1]) {
      const features = x.reduce((sum, value, f) => sum + value * w[2 * f + k], 0);
      expect(found[k]).toBeCloseTo(features + userIds[2 * user + k] + itemIds[2 * item + k] + offsets[k], 5);
    }
    model.dispose();
  });

  it('refuses to be built on nothing', () => {
    const nothing = {
      users,
      items,
      userFeatures: null,
      itemFeatures: null,
      withIds: false,
      frequencies: [1, 1],
    };
    expect(() => new LinearModel(nothing)).toThrow(/side features or withIds: true, found neither/);
  });
});

describe('MatrixFactorization', () => {
  it('computes (b_u + b_i + p_u · q_i) direction + offsets', () => {
    const model = new MatrixFactorization({
      users,
      items,
      dimensions: 3,
      frequencies: [1, 2, 4],
      random: new Random(3),
    });
    const random = new Random(9);
    for (const parameter of model.parameters) parameter.assign(random.normals(parameter.size, 1));
    const [p, q, direction, offsets] = model.parameters.map((x) => x.data());
    const found = predictLogits({ model, pairs });
    pairs.users.forEach((user, n) => {
      const u = p.subarray(4 * user, 4 * user + 4);
      const i = q.subarray(4 * pairs.items[n], 4 * pairs.items[n] + 4);
      const score = u[0] + i[0] + u[1] * i[1] + u[2] * i[2] + u[3] * i[3];
      for (let k = 0; k < 3; k++) {
        const expected = score * direction[k] + offsets[k];
        expect(Math.abs(found[3 * n + k] - expected)).toBeLessThan(1e-4);
      }
    });
    model.dispose();
  });

  it('has (users + items) (dimensions + 1) + 2 classes weights', () => {
    const model = new MatrixFactorization({
      users,
      items,
      dimensions: 3,
      frequencies: [1, 1, 1, 1, 1],
      random: new Random(3),
    });
    expect(weightsOf(model)).toBe((users + items) * 4 + 10);
    model.dispose();
  });
});

describe('FeedForwardModel', () => {
  it('gives its last hidden layer, for hints', () => {
    const model = everyModel['feed-forward teacher'](1);
    const shape = tf.tidy(() => model.forward({ pairs, training: false, random: null }).hidden?.shape);
    expect(shape).toEqual([pairs.users.length, 8]);
    model.dispose();
  });

  it('drops hidden values in training alone', () => {
    const model = everyModel['feed-forward teacher'](1);
    train(model, 20, 0.05, null);
    const logits = (training: boolean, seed: number) =>
      tf.tidy(() => model.forward({ pairs, training, random: new Random(seed) }).logits.dataSync());
    expect(logits(false, 1)).toEqual(logits(false, 2));
    expect(logits(true, 1)).not.toEqual(logits(true, 2));
    model.dispose();
  });

  it('refuses to be built without a hidden layer', () => {
    expect(
      () =>
        new FeedForwardModel({
          users,
          items,
          userFeatures,
          itemFeatures,
          dimensions: 2,
          layers: [],
          dropout: 0,
          frequencies: [1, 1],
          random: new Random(1),
        }),
    ).toThrow(/at least one hidden layer/);
  });
});
