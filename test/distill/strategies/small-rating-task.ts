import type { DistillOptions } from '../../../src/distill/distill';
import { FeedForwardModel } from '../../../src/models/rating/feed-forward-model';
import { LinearModel } from '../../../src/models/rating/linear-model';
import { MatrixFactorization } from '../../../src/models/rating/matrix-factorization';
import { Random } from '../../../src/random';

export const sizes = { users: 12, items: 10 };
export const frequencies = [1, 1, 1];

export const everyPair = {
  users: Int32Array.from({ length: 120 }, (_, k) => k % 12),
  items: Int32Array.from({ length: 120 }, (_, k) => Math.floor(k / 12)),
};

/** The pairs of the first three items, with labels that follow the user. */
export const train = {
  users: everyPair.users.slice(0, 36),
  items: everyPair.items.slice(0, 36),
  labels: Int32Array.from({ length: 36 }, (_, k) => k % 3),
};

/** A teacher that speaks of all pairs, from a seed. */
export const teacherPairs = (seed: number) => ({
  ...everyPair,
  logits: new Random(seed).normals(360, 2),
});

export const factorization = (seed = 1) =>
  new MatrixFactorization({ ...sizes, dimensions: 3, frequencies, random: new Random(seed) });

export const network = (options: { seed?: number; layers?: number[]; dropout?: number } = {}) =>
  new FeedForwardModel({
    ...sizes,
    userFeatures: null,
    itemFeatures: null,
    dimensions: 3,
    layers: options.layers ?? [6],
    dropout: options.dropout ?? 0,
    frequencies,
    random: new Random(options.seed ?? 1),
  });

export const linear = () =>
  new LinearModel({ ...sizes, userFeatures: null, itemFeatures: null, withIds: true, frequencies });

/** A validation that takes every epoch for the best so far. */
export const ever = () => {
  let left = 1e6;
  return () => left--;
};

export const budget = {
  temperature: 2,
  alpha: 1,
  epochs: 3,
  patience: 100,
  batchSize: 12,
  seed: 3,
} satisfies Partial<DistillOptions>;

export const rates = { learningRate: 0.05, weightDecay: 0.01 };
