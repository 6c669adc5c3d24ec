import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { gelu, layerNorm, linear, selfAttention } from '../../src/tensor';

const golden = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'bert.json'), 'utf8'))
  .operations as Record<'gelu' | 'layerNorm', Record<string, number[]>>;

function expectClose(found: tf.Tensor, expected: ArrayLike<number>, tolerance: number): void {
  const values = found.dataSync();
  expect(values.length).toBe(expected.length);
  for (let i = 0; i < values.length; i++) expect(Math.abs(values[i] - expected[i])).toBeLessThan(tolerance);
}

/** Compares the analytic gradient of Σ cos(i) f(inputs)_i with central differences, for every input value. */
function expectTrueGradient(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[]): void {
  const before = tf.memory().numTensors;
  const scalar = (...xs: tf.Tensor[]) =>
    tf.tidy(() => {
      const y = f(...xs);
      return tf.sum(tf.mul(y, tf.cos(tf.reshape(tf.range(0, y.size), y.shape)))) as tf.Scalar;
    });
  const gradients = tf.grads(scalar)(inputs);
  const step = 1e-2;
  inputs.forEach((input, which) => {
    const values = input.dataSync();
    const analytic = gradients[which].dataSync();
    for (let i = 0; i < values.length; i++) {
      const [above, below] = [step, -step].map((shift) =>
        tf.tidy(() => {
          const moved = Float32Array.from(values);
          moved[i] += shift;
          const changed = inputs.map((x, j) => (j === which ? tf.tensor(moved, x.shape) : x));
          return scalar(...changed).dataSync()[0];
        }),
      );
      expect(Math.abs((above - below) / (2 * step) - analytic[i])).toBeLessThan(
        2e-3 + 2e-3 * Math.abs(analytic[i]),
      );
    }
  });
  for (const gradient of gradients) gradient.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

const random = new Random(3);
const normal = (...shape: number[]) =>
  tf.tensor(
    random.normals(
      shape.reduce((a, b) => a * b),
      1,
    ),
    shape,
  );

describe('gelu', () => {
  it('has the values and slopes of PyTorch', () => {
    const x = tf.tensor1d(golden.gelu.x);
    expectClose(gelu(x), golden.gelu.y, 1e-6);
    expectClose(tf.grad((input) => tf.sum(gelu(input)))(x), golden.gelu.dx, 1e-6);
  });

  it('is 0 at 0 with slope one half, the identity far above and 0 far below', () => {
    const x = tf.tensor1d([0, 1e4, -1e4]);
    expectClose(gelu(x), [0, 1e4, 0], 1e-6);
    expectClose(tf.grad((input) => tf.sum(gelu(input)))(x), [0.5, 1, 0], 1e-6);
  });
});

describe('layerNorm', () => {
  const values = golden.layerNorm;
  const [x, gain, bias] = [tf.tensor2d(values.x, [3, 7]), tf.tensor1d(values.gain), tf.tensor1d(values.bias)];

  it('has the values and gradients of PyTorch', () => {
    const apply = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
      layerNorm({ x: a as tf.Tensor2D, gain: b as tf.Tensor1D, bias: c as tf.Tensor1D, epsilon: 1e-5 });
    expectClose(apply(x, gain, bias), values.y, 1e-5);
    const gradients = tf.grads(apply)([x, gain, bias], tf.tensor2d(values.cotangent, [3, 7]));
    expectClose(gradients[0], values.dx, 1e-5);
    expectClose(gradients[1], values.dGain, 1e-5);
    expectClose(gradients[2], values.dBias, 1e-5);
  });

  it('gives rows of mean 0 and variance 1 when gain is 1 and bias 0, whatever the rows were scaled and shifted by', () => {
    const moved = tf.add(tf.mul(x, 30), -200) as tf.Tensor2D;
    const y = layerNorm({ x: moved, gain: tf.ones([7]), bias: tf.zeros([7]), epsilon: 1e-12 });
    const { mean, variance } = tf.moments(y, 1);
    expectClose(mean, [0, 0, 0], 1e-4);
    expectClose(variance, [1, 1, 1], 1e-4);
  });

  it('stays finite on a row of equal values', () => {
    const y = layerNorm({ x: tf.fill([1, 7], 5), gain, bias, epsilon: 1e-12 });
    expectClose(y, values.bias, 1e-6);
  });

  it('has gradients that agree with finite differences', () => {
    const wide = [normal(2, 5), normal(5), normal(5)];
    expectTrueGradient(
      (a, b, c) =>
        layerNorm({ x: a as tf.Tensor2D, gain: b as tf.Tensor1D, bias: c as tf.Tensor1D, epsilon: 0.1 }),
      wide,
    );
  });
});

describe('linear', () => {
  it('is x W + b', () => {
    const y = linear({
      x: tf.tensor2d([[1, 2]]),
      weights: tf.tensor2d([
        [3, 4],
        [5, 6],
      ]),
      bias: tf.tensor1d([10, 20]),
    });
    expectClose(y, [1 * 3 + 2 * 5 + 10, 1 * 4 + 2 * 6 + 20], 1e-6);
  });

  it('has gradients that agree with finite differences', () => {
    expectTrueGradient(
      (x, weights, bias) =>
        linear({ x: x as tf.Tensor2D, weights: weights as tf.Tensor2D, bias: bias as tf.Tensor1D }),
      [normal(3, 4), normal(4, 2), normal(2)],
    );
  });
});

describe('selfAttention', () => {
  const [texts, width, heads, size] = [2, 3, 2, 2];
  const mask = tf.tensor4d([0, 0, 0, 0, 0, -1e9], [texts, 1, 1, width]);
  const projections = normal(texts * width, 3 * heads * size) as tf.Tensor2D;

  it('has gradients that agree with finite differences, with padding and dropout too', () => {
    const keep = tf.tensor4d(
      Float32Array.from({ length: texts * heads * width * width }, (_, i) => (i % 3 === 0 ? 0 : 1.5)),
      [texts, heads, width, width],
    );
    for (const dropoutMask of [null, keep]) {
      expectTrueGradient(
        (x) => selfAttention({ projections: x as tf.Tensor2D, texts, heads, mask, dropoutMask }),
        [projections],
      );
    }
  });

  it('does not see padding: other keys and values there change nothing', () => {
    const apply = (x: tf.Tensor2D) =>
      selfAttention({ projections: x, texts, heads, mask, dropoutMask: null });
    const changed = projections.dataSync().slice();
    const lastRow = texts * width - 1;
    for (let i = heads * size; i < 3 * heads * size; i++) changed[lastRow * 3 * heads * size + i] += 7;
    const moved = apply(tf.tensor2d(changed, projections.shape));
    expectClose(moved, apply(projections).dataSync(), 1e-6);
  });

  it('gives the mean of the values where all queries are 0', () => {
    const x = tf.tensor2d([
      [0, 5, 1],
      [0, -9, 2],
      [0, 3, 6],
    ]);
    const y = selfAttention({ projections: x, texts: 1, heads: 1, mask: null, dropoutMask: null });
    expectClose(y, [3, 3, 3], 1e-6);
  });

  it('stays finite with scores of 1e4', () => {
    const y = selfAttention({ projections: tf.mul(projections, 100), texts, heads, mask, dropoutMask: null });
    expect(y.dataSync().every(Number.isFinite)).toBe(true);
  });
});
