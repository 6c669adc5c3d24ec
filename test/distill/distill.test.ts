import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DistillOptions, distill } from '../../src/distill/distill';
import { InputError } from '../../src/errors';
import { FeedForwardModel } from '../../src/models/rating/feed-forward-model';
import { MatrixFactorization } from '../../src/models/rating/matrix-factorization';
import { predictHidden } from '../../src/models/rating/predict-hidden';
import { predictLogits } from '../../src/models/rating/predict-logits';
import type { RatingModel } from '../../src/models/rating/rating-model';
import { Random } from '../../src/random';
import { hashWeights } from '../../src/tensor/parameter';

const sizes = { users: 12, items: 10 };
const everyPair = {
  users: Int32Array.from({ length: 120 }, (_, k) => k % 12),
  items: Int32Array.from({ length: 120 }, (_, k) => Math.floor(k / 12)),
};
/** Observed: the pairs of the first three items, all of class 1. */
const train = {
  users: everyPair.users.slice(0, 36),
  items: everyPair.items.slice(0, 36),
  labels: new Int32Array(36).fill(1),
};
/** The teacher is sure of class 2 everywhere. */
const sure = { ...everyPair, logits: Float32Array.from({ length: 360 }, (_, k) => (k % 3 === 2 ? 6 : 0)) };

const factorization = (seed = 1) =>
  new MatrixFactorization({ ...sizes, dimensions: 4, frequencies: [1, 1, 1], random: new Random(seed) });
const shallow = (seed: number, width: number) =>
  new FeedForwardModel({
    ...sizes,
    userFeatures: null,
    itemFeatures: null,
    dimensions: 4,
    layers: [width],
    dropout: 0,
    frequencies: [1, 1, 1],
    random: new Random(seed),
  });

const budget = {
  validate: () => 0,
  epochs: 30,
  patience: 100,
  batchSize: 12,
  learningRate: 0.05,
  weightDecay: 0,
  seed: 3,
};
/** Every epoch counts as the best one so far, so that the last weights stay. */
const train30 = (options: Partial<DistillOptions> & Pick<DistillOptions, 'student' | 'softTargets'>) => {
  let left = 1000;
  return distill({ train, temperature: 2, alpha: 1, ...budget, validate: () => left--, ...options });
};
const mostProbable = (model: RatingModel, k: number) => {
  const logits = predictLogits({ model, pairs: everyPair }).subarray(3 * k, 3 * k + 3);
  return logits.indexOf(Math.max(...logits));
};

describe('distill', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('teaches a student what the teacher says of pairs that nobody observed', () => {
    const scratch = factorization();
    const taught = factorization();
    train30({ student: scratch, softTargets: null });
    train30({ student: taught, softTargets: sure, alpha: 5 });
    expect(mostProbable(scratch, 119)).toBe(1);
    expect(mostProbable(taught, 119)).toBe(2);
    for (const model of [scratch, taught]) model.dispose();
  });

  it('is training from scratch, bit for bit, where alpha is 0', () => {
    const [scratch, silent] = [factorization(), factorization()];
    train30({ student: scratch, softTargets: null });
    train30({ student: silent, softTargets: sure, alpha: 0 });
    expect(hashWeights(silent.parameters)).toBe(hashWeights(scratch.parameters));
    for (const model of [scratch, silent]) model.dispose();
  });

  it('gives the same weights for the same seed and others for another', () => {
    const hashes = [3, 3, 4].map((seed) => {
      const student = factorization();
      train30({ student, softTargets: sure, seed });
      const hash = hashWeights(student.parameters);
      student.dispose();
      return hash;
    });
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('leaves the stored soft targets as they were', () => {
    const student = factorization();
    const kept = sure.logits.slice();
    train30({ student, softTargets: sure });
    expect(sure.logits).toEqual(kept);
    student.dispose();
  });

  it('draws the projected hidden layer to the teacher by a hint, without any word on the logits', () => {
    const teacher = shallow(9, 6);
    const hidden = predictHidden({ model: teacher, pairs: everyPair });
    const softTargets = { ...sure, hidden };
    const explained = (hintWeight: number) => {
      const student = shallow(1, 8);
      train30({ student, softTargets, alpha: 0, hintWeight, epochs: 60 });
      const found = predictHidden({ model: student, pairs: everyPair });
      student.dispose();
      return bestLinearFit(found, hidden);
    };
    expect(explained(20)).toBeLessThan(0.5 * explained(0));
    teacher.dispose();
  });

  it('refuses a hint without hidden layers on both sides', () => {
    const plain = factorization();
    const student = shallow(1, 8);
    const hidden = { values: new Float32Array(720), width: 6 };
    expect(() => train30({ student: plain, softTargets: { ...sure, hidden }, hintWeight: 1 })).toThrow(
      InputError,
    );
    expect(() => train30({ student, softTargets: sure, hintWeight: 1 })).toThrow(
      /softTargets.hidden is missing/,
    );
    for (const model of [plain, student]) model.dispose();
  });

  it('refuses a temperature of 0, a negative alpha and options that nobody reads', () => {
    const student = factorization();
    expect(() => train30({ student, softTargets: sure, temperature: 0 })).toThrow(RangeError);
    expect(() => train30({ student, softTargets: sure, alpha: -1 })).toThrow(RangeError);
    expect(() => train30({ student, softTargets: sure, ...{ temprature: 2 } })).toThrow(
      /did you mean "temperature"/,
    );
    student.dispose();
  });
});

/** Mean squared error left after the best linear map (with ridge 1e-6) from one layer to the other. */
function bestLinearFit(
  from: { values: Float32Array; width: number },
  to: { values: Float32Array; width: number },
): number {
  return tf.tidy(() => {
    const x = tf.tensor2d(from.values, [120, from.width]);
    const y = tf.tensor2d(to.values, [120, to.width]);
    // Gradient descent on a convex problem, small enough to run to its end.
    let w = tf.zeros([from.width, to.width]) as tf.Tensor2D;
    const gram = tf.matMul(x, x, true);
    const rate = 1 / (tf.sum(tf.diag(tf.ones([from.width])).mul(gram)).dataSync()[0] + 1e-6);
    const target = tf.matMul(x, y, true);
    for (let i = 0; i < 2000; i++) w = tf.add(w, tf.mul(tf.sub(target, tf.matMul(gram, w)), rate));
    return tf.mean(tf.square(tf.sub(tf.matMul(x, w), y))).dataSync()[0];
  });
}
