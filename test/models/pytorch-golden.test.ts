import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crossEntropyLoss } from '../../src/distill/losses/cross-entropy-loss';
import { FeedForwardModel } from '../../src/models/rating/feed-forward-model';
import { MatrixFactorization } from '../../src/models/rating/matrix-factorization';
import { predictLogits } from '../../src/models/rating/predict-logits';
import type { RatingModel } from '../../src/models/rating/rating-model';
import { Random } from '../../src/random';
import { AdamW } from '../../src/tensor/adam-w';
import { valueAndGradients } from '../../src/tensor/gradients';
import { restore } from '../../src/tensor/parameter';

type Arrays = Record<string, number[]>;
interface Golden {
  start: Arrays;
  logits: number[];
  loss: number;
  gradients: Arrays;
  trained: Arrays;
}

/** Written by scripts/make-fixtures/models.py. */
const fixture: {
  inputs: {
    users: number[];
    items: number[];
    labels: number[];
    userFeatures: number[];
    itemFeatures: number[];
    steps: number;
    learningRate: number;
    weightDecay: number;
  };
  models: Record<'matrix-factorization' | 'feed-forward', Golden>;
} = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'models.json'), 'utf8'));

const { inputs } = fixture;
const pairs = { users: Int32Array.from(inputs.users), items: Int32Array.from(inputs.items) };
const labels = Int32Array.from(inputs.labels);
const sizes = { users: 4, items: 5, dimensions: 2, frequencies: [1, 1, 1], random: new Random(1) };

const models: Record<keyof typeof fixture.models, () => RatingModel> = {
  'matrix-factorization': () => new MatrixFactorization(sizes),
  'feed-forward': () =>
    new FeedForwardModel({
      ...sizes,
      layers: [6, 4],
      dropout: 0,
      userFeatures: { names: ['a', 'b'], values: Float32Array.from(inputs.userFeatures) },
      itemFeatures: { names: ['c', 'd', 'e'], values: Float32Array.from(inputs.itemFeatures) },
    }),
};

function expectClose(found: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(found.length, what).toBe(expected.length);
  expected.forEach((x, i) => {
    expect(Math.abs(found[i] - x), `${what} ${i}`).toBeLessThan(2e-6 * Math.max(1, Math.abs(x)));
  });
}

describe.each(['matrix-factorization', 'feed-forward'] as const)('%s', (name) => {
  const golden = fixture.models[name];
  const start = () => {
    const model = models[name]();
    restore(
      model.parameters,
      new Map(Object.entries(golden.start).map(([k, v]) => [k, Float32Array.from(v)])),
    );
    return model;
  };
  const step = (model: RatingModel) =>
    valueAndGradients({
      parameters: model.parameters,
      loss: () =>
        crossEntropyLoss({ logits: model.forward({ pairs, training: true, random: null }).logits, labels }),
    });

  it('gives PyTorch’s logits, loss and gradients', () => {
    const model = start();
    expectClose(predictLogits({ model, pairs }), golden.logits, 'logit');
    const { value, gradients } = step(model);
    expect(value).toBeCloseTo(golden.loss, 6);
    expect(gradients.size).toBe(Object.keys(golden.gradients).length);
    for (const [parameter, { values }] of gradients) {
      expectClose(values.dataSync(), golden.gradients[parameter.name], parameter.name);
      values.dispose();
    }
    model.dispose();
  });

  it('has PyTorch’s weights after five steps of AdamW', () => {
    const model = start();
    const optimizer = new AdamW({ parameters: model.parameters, weightDecay: inputs.weightDecay });
    for (let k = 0; k < inputs.steps; k++) {
      optimizer.step({ gradients: step(model).gradients, learningRate: inputs.learningRate });
    }
    for (const parameter of model.parameters) {
      expectClose(parameter.data(), golden.trained[parameter.name], parameter.name);
    }
    optimizer.dispose();
    model.dispose();
  });
});
