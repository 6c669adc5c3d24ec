import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { hashWeights, Parameter } from '../../src/tensor/parameter';
import { type FitOptions, fit, slices } from '../../src/train/fit';
import { rateAt } from '../../src/train/learning-rate';
import { toyRun } from './toy-run';

/** Minimises (w - 3)² over `rows` equal rows. */
function quadratic(changed: Partial<FitOptions> = {}) {
  const w = new Parameter({ name: 'w', shape: [1], values: new Float32Array([0]) });
  try {
    const result = fit({
      parameters: [w],
      rows: 10,
      loss: () => tf.sum(tf.square(tf.sub(w.value(), 3))) as tf.Scalar,
      validate: () => Math.abs(w.data()[0] - 3),
      epochs: 60,
      batchSize: 4,
      learningRate: 0.1,
      weightDecay: 0,
      patience: 60,
      seed: 1,
      ...changed,
    });
    return { ...result, value: w.data()[0] };
  } finally {
    w.dispose();
  }
}

describe('fit', () => {
  it('finds the minimum of a quadratic', () => {
    expect(quadratic().value).toBeCloseTo(3, 2);
  });

  it('lets parameters learn at rates of their own, and tells the loss its epoch', () => {
    const [slow, fast] = ['slow', 'fast'].map(
      (name) => new Parameter({ name, shape: [1], values: new Float32Array(1), decays: false }),
    );
    const epochs: number[] = [];
    let left = 9;
    fit({
      parameters: [slow, fast],
      learningRates: new Map([[slow, 0.001]]),
      rows: 2,
      loss: (_rows, _random, epoch) => {
        epochs.push(epoch);
        return tf.neg(tf.sum(tf.add(slow.value(), fast.value()))) as tf.Scalar;
      },
      validate: () => left--,
      ...{ epochs: 2, batchSize: 1, learningRate: 0.1, weightDecay: 0, patience: 9, seed: 1 },
    });
    // Adam goes its rate's length each step where the slope stays the same: four steps.
    expect(fast.data()[0]).toBeCloseTo(0.4, 4);
    expect(slow.data()[0]).toBeCloseTo(0.004, 6);
    expect(epochs).toEqual([0, 0, 1, 1]);
    for (const parameter of [slow, fast]) parameter.dispose();
  });

  it('visits each row once an epoch, in another order each time', () => {
    const seen: number[] = [];
    const w = new Parameter({ name: 'w', shape: [1], values: new Float32Array([0]) });
    fit({
      parameters: [w],
      rows: 10,
      loss: (rows) => {
        seen.push(...rows);
        return tf.sum(w.value()) as tf.Scalar;
      },
      validate: () => 0,
      epochs: 2,
      batchSize: 4,
      learningRate: 0.1,
      weightDecay: 0,
      patience: 5,
      seed: 1,
    });
    w.dispose();
    const all = Array.from({ length: 10 }, (_, i) => i);
    expect(seen.slice(0, 10).sort((a, b) => a - b)).toEqual(all);
    expect(seen.slice(10).sort((a, b) => a - b)).toEqual(all);
    expect(seen.slice(0, 10)).not.toEqual(seen.slice(10));
  });

  it('ends with the weights of the best epoch and stops after `patience` worse ones', () => {
    const scores = [5, 3, 4, 4, 4, 1];
    const weights: number[] = [];
    const w = new Parameter({ name: 'w', shape: [1], values: new Float32Array([0]) });
    const result = fit({
      parameters: [w],
      rows: 1,
      loss: () => tf.sum(w.value()) as tf.Scalar,
      validate: () => {
        weights.push(w.data()[0]);
        return scores[weights.length - 1];
      },
      epochs: 6,
      batchSize: 1,
      learningRate: 0.1,
      weightDecay: 0,
      patience: 3,
      seed: 1,
    });
    expect(result.history.map((event) => event.isBest)).toEqual([true, true, false, false, false]);
    expect(result.bestEpoch).toBe(1);
    expect(result.bestValidation).toBe(3);
    expect(w.data()[0]).toBe(weights[1]);
    expect(weights[4]).not.toBe(weights[1]);
    w.dispose();
  });

  it('says what to do when the loss runs away', () => {
    const w = new Parameter({ name: 'w', shape: [1], values: new Float32Array([1]) });
    const before = tf.memory().numTensors;
    expect(() =>
      quadratic({
        parameters: [w],
        loss: () => tf.sum(tf.mul(w.value(), Number.POSITIVE_INFINITY)) as tf.Scalar,
      }),
    ).toThrow(/the loss is Infinity in epoch 1, batch 1; a smaller learningRate \(now 0\.1\)/);
    expect(tf.memory().numTensors).toBe(before);
    w.dispose();
  });

  it('refuses a validation that is no number', () => {
    expect(() => quadratic({ validate: () => Number.NaN })).toThrow(/validate gave NaN after epoch 1/);
  });

  it('stops when the signal says so', () => {
    const controller = new AbortController();
    let epochs = 0;
    const onEpoch = () => {
      epochs++;
      if (epochs === 2) controller.abort(new Error('enough'));
    };
    expect(() => quadratic({ onEpoch, signal: controller.signal })).toThrow('enough');
    expect(epochs).toBe(2);
  });

  it('refuses an option that nobody reads', () => {
    expect(() => quadratic({ learningrate: 1 } as never)).toThrow(/did you mean "learningRate"/);
  });

  it('comes to the same weights from the same seed and to others from another', () => {
    const { hash } = toyRun();
    expect(toyRun().hash).toBe(hash);
    expect(toyRun({ seed: 8 }).hash).not.toBe(hash);
  });

  it('keeps the number of tensors from epoch to epoch', () => {
    const counts: number[] = [];
    toyRun({ onEpoch: () => counts.push(tf.memory().numTensors) });
    expect(new Set(counts.slice(1)).size).toBe(1);
  });

  it('leaves what is not trainable as it was', () => {
    const w = new Parameter({ name: 'w', shape: [1], values: new Float32Array([0]) });
    const frozen = new Parameter({ name: 'f', shape: [1], values: new Float32Array([2]), trainable: false });
    const before = hashWeights([frozen]);
    fit({
      parameters: [w, frozen],
      rows: 4,
      loss: () => tf.sum(tf.square(tf.sub(tf.mul(w.value(), frozen.value()), 3))) as tf.Scalar,
      validate: () => 0,
      epochs: 3,
      batchSize: 2,
      learningRate: 0.1,
      weightDecay: 0.1,
      patience: 3,
      seed: 1,
    });
    expect(hashWeights([frozen])).toBe(before);
    w.dispose();
    frozen.dispose();
  });
});

describe('rateAt', () => {
  it('rises over the warm-up and falls to 0 with the schedule', () => {
    const at = (step: number, schedule: 'constant' | 'cosine' | 'linear') =>
      rateAt({ step, steps: 100, warmup: 0.1, schedule });
    expect(at(0, 'constant')).toBe(0.1);
    expect(at(9, 'constant')).toBe(1);
    expect(at(99, 'constant')).toBe(1);
    expect(at(55, 'linear')).toBeCloseTo(0.5);
    expect(at(55, 'cosine')).toBeCloseTo(0.5);
    expect(at(100, 'linear')).toBe(0);
    expect(at(100, 'cosine')).toBeCloseTo(0);
  });
});

describe('slices', () => {
  it('cuts an order into batches, the last one short', () => {
    expect(slices(new Int32Array([4, 2, 0, 1, 3]), 2).map((batch) => [...batch])).toEqual([
      [4, 2],
      [0, 1],
      [3],
    ]);
  });
});
