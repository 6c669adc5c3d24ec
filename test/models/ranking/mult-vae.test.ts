import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextsFrom } from '../../../src/data/build-contexts';
import { fitMultVae, multVaeLoss } from '../../../src/models/ranking/fit-mult-vae';
import { loadRankingModel } from '../../../src/models/ranking/load-ranking-model';
import { MultVae, unitBags } from '../../../src/models/ranking/mult-vae';
import { saveRankingModel } from '../../../src/models/ranking/save-ranking-model';
import { catalogueLogits, scorerOf } from '../../../src/models/ranking/score-model';
import { Random } from '../../../src/random';
import { disposeGradients, valueAndGradients } from '../../../src/tensor/gradients';

/** Written by scripts/make-fixtures/mult-vae.py. */
const golden: {
  shape: { items: number; dimensions: number; latent: number };
  beta: number;
  histories: number[][];
  weights: Record<string, number[]>;
  logits: number[];
  loss: number;
  gradients: Record<string, number[]>;
} = JSON.parse(readFileSync(join(__dirname, '..', '..', 'fixtures', 'mult-vae.json'), 'utf8'));
const { shape, beta } = golden;
const contexts = contextsFrom(
  golden.histories.map((items) => ({ user: -1, items: Int32Array.from(items), lengths: [items.length] })),
);

const fresh = () => new MultVae({ ...shape, dropout: 0, random: new Random(1) });
function filled(): MultVae {
  const model = fresh();
  expect(model.parameters.map(({ name }) => name).sort()).toEqual(Object.keys(golden.weights).sort());
  for (const parameter of model.parameters) {
    parameter.assign(Float32Array.from(golden.weights[parameter.name]));
  }
  return model;
}

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('MultVae', () => {
  it("gives PyTorch's logits, loss and gradients", () => {
    const model = filled();
    const found = valueAndGradients({
      parameters: model.parameters,
      loss: () => {
        const posterior = model.encode({ contexts, training: false, random: null });
        const taken = unitBags(contexts, shape.items).map(Math.sign);
        return multVaeLoss({
          ...posterior,
          logits: catalogueLogits(model.decode(posterior.mean)),
          taken,
          beta,
        });
      },
    });
    scorerOf(model)
      .score(contexts)
      .forEach((logit, at) => {
        expect(logit).toBeCloseTo(golden.logits[at], 5);
      });
    expect(found.value).toBeCloseTo(golden.loss, 5);
    expect(found.gradients.size).toBe(8);
    for (const [parameter, { values }] of found.gradients) {
      values.dataSync().forEach((slope, i) => {
        expect(slope, parameter.name).toBeCloseTo(golden.gradients[parameter.name][i], 5);
      });
    }
    disposeGradients(found.gradients);
    model.dispose();
  });

  it('has no divergence where z is N(0, I), by hand ½(μ² + σ² - ln σ² - 1) elsewhere', () => {
    const lossAt = (mean: number, logVariance: number, weight: number) =>
      tf.tidy(() => {
        const row = (value: number) => tf.tensor2d([value], [1, 1]);
        const parts = { mean: row(mean), logVariance: row(logVariance), logits: tf.zeros([1, 4]) };
        return multVaeLoss({
          ...parts,
          taken: Float32Array.of(0, 1, 0, 0),
          beta: weight,
        } as never).dataSync()[0];
      });
    expect(lossAt(0, 0, 1)).toBeCloseTo(Math.log(4), 6);
    expect(lossAt(2, 1, 0.5)).toBeCloseTo(Math.log(4) + 0.25 * (4 + Math.E - 1 - 1), 5);
  });

  it('draws z in training alone, and answers a query that knows nothing', () => {
    const model = filled();
    const logits = (random: Random | null) =>
      tf.tidy(() => [...catalogueLogits(model.forward({ contexts, training: true, random })).dataSync()]);
    expect(logits(new Random(1))).not.toEqual(logits(new Random(2)));
    expect(logits(new Random(1))).toEqual(logits(new Random(1)));
    expect(logits(null)).toEqual([...scorerOf(model).score(contexts)]);
    const nothing = contextsFrom([{ user: -1, items: new Int32Array(0), lengths: [0] }]);
    expect(scorerOf(model).score(nothing).every(Number.isFinite)).toBe(true);
    model.dispose();
  });

  it('is saved and loaded with the same scores, and refuses sizes that cannot be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'recdistill mult-vae '));
    const model = filled();
    await saveRankingModel({
      ...{ folder, model, maxLength: 3, leavesOutHistory: true, metadata: {} },
      vocabulary: { users: [], items: Array.from({ length: shape.items }, (_, item) => `item ${item}`) },
      histories: { offsets: Int32Array.of(0), items: new Int32Array(0) },
    });
    const loaded = await loadRankingModel({ folder });
    expect(scorerOf(loaded.model).score(contexts)).toEqual(scorerOf(model).score(contexts));
    for (const own of [model, loaded.model]) own.dispose();
    rmSync(folder, { recursive: true });
    expect(() => new MultVae({ ...shape, latent: 0, dropout: 0, random: new Random(1) })).toThrow(/latent/);
  });
});

describe('fitMultVae', () => {
  it('learns histories by heart, the same way each time, with β rising and the tensors constant', () => {
    const histories = [
      [0, 1, 2],
      [3, 4, 5],
    ];
    const sequences = { offsets: Int32Array.of(0, 3, 6), items: Int32Array.from(histories.flat()) };
    const [a, b, strict] = [0.1, 0.1, 5].map((cap) => {
      const model = fresh();
      let left = 0;
      const during: number[] = [];
      const { history } = fitMultVae({
        ...{ model, sequences, cap, annealSteps: 30, validate: () => --left, epochs: 30, batchSize: 2 },
        ...{ learningRate: 0.1, weightDecay: 0, patience: 99, seed: 3 },
        onBatch: () => during.push(tf.memory().numTensors),
      });
      expect(new Set(during).size).toBe(1);
      const scores = scorerOf(model).score(
        contextsFrom([{ user: -1, items: Int32Array.of(0, 1, 2), lengths: [3] }]),
      );
      model.dispose();
      return { scores, losses: history.map(({ trainLoss }) => trainLoss) };
    });
    expect(a).toEqual(b);
    expect(Math.min(...a.scores.subarray(0, 3))).toBeGreaterThan(Math.max(...a.scores.subarray(3)) + 1);
    // The first step has β = 0 whatever the cap.
    expect(strict.losses[0]).toBe(a.losses[0]);
    expect(strict.losses[29]).toBeGreaterThan(a.losses[29]);
  });

  it('refuses unknown options and what cannot be annealed', () => {
    const options = { model: null, sequences: null, cap: 1, annealSteps: 0 };
    expect(() => fitMultVae(options as never)).toThrow(/annealSteps >= 1/);
    expect(() => fitMultVae({ ...options, beta: 1 } as never)).toThrow(/unknown option "beta"/);
  });
});
