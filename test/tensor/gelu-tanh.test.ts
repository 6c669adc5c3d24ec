import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { geluTanh } from '../../src/tensor';

const golden = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'gpt2.json'), 'utf8'))
  .geluTanh as Record<'x' | 'y' | 'dx', number[]>;

function expectClose(found: tf.Tensor, expected: readonly number[]): void {
  const values = found.dataSync();
  expect(values.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(values[i] - value)).toBeLessThan(1e-6);
  });
}

describe('geluTanh', () => {
  it('has the values and slopes of PyTorch', () => {
    const x = tf.tensor1d(golden.x);
    expectClose(geluTanh(x), golden.y);
    expectClose(tf.grad((input) => tf.sum(geluTanh(input)))(x), golden.dx);
  });

  it('is 0 at 0 with slope one half, the identity far above and 0 far below', () => {
    const x = tf.tensor1d([0, 1e4, -1e4]);
    expectClose(geluTanh(x), [0, 1e4, 0]);
    expectClose(tf.grad((input) => tf.sum(geluTanh(input)))(x), [0.5, 1, 0]);
  });
});
