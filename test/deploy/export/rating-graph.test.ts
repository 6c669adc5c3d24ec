import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import type { PairBatch } from '../../../src/data/recommendation-data';
import { ratingToOnnx } from '../../../src/deploy/export/onnx/rating-graph';
import { InputError } from '../../../src/errors';
import { CompactFactorization, predictLogits } from '../../../src/models';
import { LinearModel } from '../../../src/models/rating/linear-model';
import type { RatingModel } from '../../../src/models/rating/rating-model';
import { TextRatingModel } from '../../../src/models/rating/text-rating-model';
import { Random } from '../../../src/random';
import {
  everyModel,
  itemFeatures,
  items,
  levels,
  rated,
  userFeatures,
  users,
} from '../../models/every-model';
import { expectNear, OnnxRun } from './run-onnx';
import { shaken } from './saved-models';

const frequencies = [3, 5, 9, 12, 6];
const sharing = (seed: number) =>
  new CompactFactorization({
    ...{ users, items, dimensions: 3, frequencies, random: new Random(seed) },
    userRows: { kind: 'hashed', rows: 4 },
    itemRows: { kind: 'quotient-remainder', remainders: 4 },
  });
const models: Readonly<Record<string, (seed: number) => RatingModel>> = {
  ...everyModel,
  'factorization of shared rows': sharing,
  'linear of items alone': () =>
    new LinearModel({ users, items, userFeatures: null, itemFeatures, withIds: false, frequencies }),
  'text rating without text and history': (seed) =>
    new TextRatingModel({
      ...{ users, items, itemText: null, userText: null, itemFeatures: null, userFeatures, history: null },
      ...{ frequencies, dimensions: 4, hidden: 8, dropout: 0, random: new Random(seed) },
    }),
};

function pairsOf(count: number, random: Random): PairBatch {
  const draw = (size: number) => Int32Array.from({ length: count }, () => random.integer(size));
  return { users: draw(users), items: draw(items) };
}

function expectedRatings(logits: Float32Array): number[] {
  return Array.from({ length: logits.length / levels.length }, (_, pair) => {
    const powers = levels.map((_, k) => Math.exp(logits[pair * levels.length + k]));
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.reduce((sum, power, k) => sum + (power / total) * levels[k], 0);
  });
}

describe.each(Object.entries(models))('%s as ONNX', (_, create) => {
  it('gives the logits and ratings of TensorFlow on random pairs, whatever the batch', async () => {
    const random = new Random(8);
    const model = shaken(create(1), random);
    const before = tf.memory().numTensors;
    const { bytes } = ratingToOnnx({ model, levels, metadata: {} });
    expect(tf.memory().numTensors).toBe(before);
    const run = await OnnxRun.open(bytes);
    for (const batch of [1, 3, 40]) {
      const pairs = pairsOf(batch, random);
      const logits = predictLogits({ model, pairs });
      const found = await run.of({ users: [pairs.users, [batch]], items: [pairs.items, [batch]] });
      expectNear(found.logits, logits);
      expectNear(found.ratings, expectedRatings(logits));
    }
    await run.close();
    model.dispose();
  });
});

describe('ratingToOnnx', () => {
  const model = everyModel['text rating teacher'](1);

  it('takes a rating of the history out of its own pair, as the model does', async () => {
    shaken(model, new Random(2));
    const run = await OnnxRun.open(ratingToOnnx({ model, levels, metadata: {} }).bytes);
    const shape = [rated.users.length];
    const found = await run.of({ users: [rated.users, shape], items: [rated.items, shape] });
    expectNear(found.logits, predictLogits({ model, pairs: rated }));
    await run.close();
  });

  it.each([
    [-1, 0],
    [users, 0],
    [0, -1],
    [0, items],
  ])('has no answer for user %d and item %d, which are none', async (user, item) => {
    const compact = sharing(1);
    const feeds = { users: [Int32Array.of(user), [1]], items: [Int32Array.of(item), [1]] } as const;
    for (const own of [model, compact]) {
      const run = await OnnxRun.open(ratingToOnnx({ model: own, levels, metadata: {} }).bytes);
      await expect(run.of(feeds)).rejects.toThrow(/out of data bounds/);
      await run.close();
    }
    compact.dispose();
  });

  it('refuses levels of another number, and unknown options', () => {
    expect(() => ratingToOnnx({ model, levels: [1, 2], metadata: {} })).toThrow(InputError);
    const extra = { model, levels, metadata: {}, topK: 3 };
    expect(() => ratingToOnnx(extra)).toThrow(/unknown option "topK"/);
  });
});
