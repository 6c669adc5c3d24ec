import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gradNormStep, gradNormWeighting } from '../../../src/distill/strategies/grad-norm';
import { fixedWeighting, uncertaintyWeighting } from '../../../src/distill/strategies/loss-weighting';
import { disposeGradients, valueAndGradients } from '../../../src/tensor/gradients';
import { Parameter } from '../../../src/tensor/parameter';

/** Written by scripts/make-fixtures/loss-weighting.py. */
const golden = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'loss-weighting.json'), 'utf8'),
);

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

const scalars = (values: readonly number[]) => values.map((value) => tf.scalar(value));

describe('fixedWeighting', () => {
  it('adds the losses by their weights', () => {
    const sum = fixedWeighting({ weights: [2, 0.5, 0] });
    expect(tf.tidy(() => sum.combine(scalars([3, 4, 100])).dataSync()[0])).toBe(2 * 3 + 0.5 * 4);
  });

  it('refuses weights below 0, none above 0, other counts of losses and unknown options', () => {
    expect(() => fixedWeighting({ weights: [1, -1] })).toThrow(/found \[1, -1\]/);
    expect(() => fixedWeighting({ weights: [0, 0] })).toThrow(/one of them above/);
    expect(() => tf.tidy(() => fixedWeighting({ weights: [1] }).combine(scalars([1, 2])))).toThrow(
      /expected 1 losses.*found 2/,
    );
    expect(() => fixedWeighting({ weights: [1], weight: 1 } as never)).toThrow(/unknown option "weight"/);
  });
});

describe('uncertaintyWeighting', () => {
  it("gives PyTorch's loss and gradients", () => {
    const { losses, s, loss, gradients } = golden.uncertainty;
    const weighting = uncertaintyWeighting({ tasks: 3, learningRate: 1 });
    const [noise] = weighting.parameters;
    noise.assign(Float32Array.from(s));
    const given = new Parameter({ name: 'losses', shape: [3], values: Float32Array.from(losses) });
    const found = valueAndGradients({
      parameters: [noise, given],
      loss: () => weighting.combine(tf.unstack(given.value<tf.Tensor1D>()) as tf.Scalar[]),
    });
    expect(found.value).toBeCloseTo(loss, 5);
    const slopes = (of: Parameter) => [...(found.gradients.get(of)?.values.dataSync() ?? [])];
    slopes(noise).forEach((slope, t) => {
      expect(slope).toBeCloseTo(gradients.s[t], 5);
    });
    slopes(given).forEach((slope, t) => {
      expect(slope).toBeCloseTo(gradients.losses[t], 5);
    });
    disposeGradients(found.gradients);
    given.dispose();
    weighting.dispose();
  });

  it('is at rest where s is ln L, and a task then counts 1 / L', () => {
    const losses = [0.25, 1, 4];
    const weighting = uncertaintyWeighting({ tasks: 3, learningRate: 1 });
    const [noise] = weighting.parameters;
    noise.assign(Float32Array.from(losses, Math.log));
    const { gradients } = valueAndGradients({
      parameters: [noise],
      loss: () => weighting.combine(scalars(losses)),
    });
    for (const slope of gradients.get(noise)?.values.dataSync() ?? [1]) expect(slope).toBeCloseTo(0, 6);
    weighting.weights().forEach((weight, t) => {
      expect(weight).toBeCloseTo(1 / losses[t], 5);
    });
    disposeGradients(gradients);
    weighting.dispose();
  });

  it('refuses settings out of range', () => {
    expect(() => uncertaintyWeighting({ tasks: 0, learningRate: 1 })).toThrow(/tasks/);
    expect(() => uncertaintyWeighting({ tasks: 1, learningRate: 0 })).toThrow(/learningRate/);
    expect(() => uncertaintyWeighting({ tasks: 1, learningRate: 1, alpha: 1 } as never)).toThrow(/unknown/);
  });
});

describe('gradNormStep', () => {
  const still = { losses: [1, 1], firstLosses: [1, 1], learningRate: 0.1 };

  it('by hand: the task that pulls more counts less, in the direction of the absolute difference', () => {
    // G = [4, 1], mean 2.5: w = [1 - .1 · 4, 1 + .1 · 1] = [.6, 1.1], scaled to sum to 2.
    const weights = gradNormStep({ ...still, weights: [1, 1], norms: [4, 1], asymmetry: 0 });
    expect(weights[0]).toBeCloseTo((0.6 * 2) / 1.7, 12);
    expect(weights[1]).toBeCloseTo((1.1 * 2) / 1.7, 12);
  });

  it('favours the task that has come down less, and only where there is asymmetry', () => {
    const lagging = { ...still, weights: [1, 1], norms: [1, 1], losses: [0.9, 0.1] };
    expect(gradNormStep({ ...lagging, asymmetry: 0 })).toEqual([1, 1]);
    const [slow, fast] = gradNormStep({ ...lagging, asymmetry: 1 });
    expect(slow).toBeGreaterThan(1);
    expect(fast).toBeLessThan(1);
  });

  it('sums to the number of tasks and leaves none out', () => {
    const weights = gradNormStep({ ...still, weights: [1, 1], norms: [1000, 1], asymmetry: 0 });
    expect(weights[0] + weights[1]).toBeCloseTo(2, 12);
    expect(Math.min(...weights)).toBeGreaterThan(0);
  });
});

describe('gradNormWeighting', () => {
  it("goes PyTorch's way over three steps of a network with one shared layer", () => {
    const { x, shared, heads, targets, asymmetry, learningRate, layerRate, steps } = golden.gradNorm;
    const layer = new Parameter({ name: 'layer', shape: [4, 3], values: Float32Array.from(shared) });
    const weighting = gradNormWeighting({ tasks: 3, shared: [layer], asymmetry, learningRate });
    const losses = heads.map((head: number[], t: number) => () => {
      const hidden = tf.tanh(tf.matMul(tf.tensor2d(x, [6, 4]), layer.value<tf.Tensor2D>()));
      const out = tf.reshape(tf.matMul(hidden as tf.Tensor2D, tf.tensor2d(head, [3, 1])), [6]);
      return tf.mean(tf.squaredDifference(out, tf.tensor1d(targets[t]))) as tf.Scalar;
    });
    for (const step of steps) {
      weighting.prepare?.(losses);
      weighting.weights().forEach((weight, t) => {
        expect(weight).toBeCloseTo(step.weights[t], 5);
      });
      const { gradients } = valueAndGradients({
        parameters: [layer],
        loss: () => weighting.combine(losses.map((loss: () => tf.Scalar) => loss())),
      });
      const slopes = gradients.get(layer)?.values.dataSync() ?? [];
      layer.assign(layer.data().map((value, i) => value - layerRate * slopes[i]));
      disposeGradients(gradients);
    }
    layer.dispose();
  });

  it('refuses a task that reads none of the shared weights', () => {
    const layer = new Parameter({ name: 'layer', shape: [1], values: Float32Array.of(1) });
    const settings = { tasks: 1, asymmetry: 1, learningRate: 0.1 };
    const weighting = gradNormWeighting({ ...settings, shared: [layer] });
    expect(() => weighting.prepare?.([() => tf.scalar(1)])).toThrow(
      /reads none of the shared weights \(layer\)/,
    );
    expect(() => gradNormWeighting({ ...settings, shared: [] })).toThrow(/shared weights/);
    layer.dispose();
  });
});
