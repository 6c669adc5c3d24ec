import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { catalogueKlLoss } from '../../../../src/distill/ranking/methods/catalogue-kl';

const student = [
  [0.3, -1.2, 2.1, 0.4],
  [1.5, 0.2, -0.7, 0.9],
];
const items = Int32Array.of(2, 0, 1, 3);
const teacherLogits = Float32Array.of(3, 1, 0.5, -0.5);

function softmax(values: readonly number[]): number[] {
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** The docstring's formula, term by term. */
function byHand(logits: readonly (readonly number[])[], temperature: number): number {
  const rows = logits.map((row, u) => {
    const own = [...items.subarray(2 * u, 2 * u + 2)];
    const p = softmax([...teacherLogits.subarray(2 * u, 2 * u + 2)].map((z) => z / temperature));
    const q = softmax(row.map((z) => z / temperature));
    return own.reduce((sum, item, i) => sum + p[i] * Math.log(p[i] / q[item]), 0);
  });
  return (temperature ** 2 * (rows[0] + rows[1])) / 2;
}

const loss = (logits: tf.Tensor2D, temperature: number) =>
  catalogueKlLoss({ studentLogits: logits, items, teacherLogits, temperature });

describe('catalogueKlLoss', () => {
  it.each([0.5, 1, 4])('equals its formula at T = %d', (temperature) => {
    const value = tf.tidy(() => loss(tf.tensor2d(student), temperature).dataSync()[0]);
    expect(value).toBeCloseTo(byHand(student, temperature), 5);
  });

  it.each([1, 3])('has the gradient of its formula at T = %d', (temperature) => {
    const gradient = tf.tidy(() =>
      tf
        .grad((z) => loss(z as tf.Tensor2D, temperature))(tf.tensor2d(student))
        .arraySync(),
    );
    const step = 1e-5;
    student.forEach((row, u) => {
      row.forEach((_, i) => {
        const moved = (by: number) =>
          student.map((r, v) => r.map((z, j) => (u === v && i === j ? z + by : z)));
        const slope = (byHand(moved(step), temperature) - byHand(moved(-step), temperature)) / (2 * step);
        expect((gradient as number[][])[u][i]).toBeCloseTo(slope, 4);
      });
    });
  });

  it('pulls down what is not on the list, which a divergence over the list alone leaves open', () => {
    const gradient = tf.tidy(() =>
      tf
        .grad((z) => loss(z as tf.Tensor2D, 1))(tf.tensor2d(student))
        .arraySync(),
    ) as number[][];
    expect(gradient[0][1]).toBeGreaterThan(0);
    expect(gradient[0][3]).toBeGreaterThan(0);
  });

  it('vanishes as the student gives all its mass to the list in the teacher’s proportions', () => {
    const agreeing = [
      [1, -60, 3, -60],
      [-60, 0.5, -60, -0.5],
    ];
    expect(tf.tidy(() => loss(tf.tensor2d(agreeing), 1).dataSync()[0])).toBeCloseTo(0, 5);
  });

  it('stays finite for logits of ten thousand', () => {
    const huge = student.map((row) => row.map((z) => z * 1e4));
    const value = tf.tidy(() => loss(tf.tensor2d(huge), 1).dataSync()[0]);
    expect(Number.isFinite(value)).toBe(true);
  });

  it('refuses a temperature that is not above 0', () => {
    expect(() => tf.tidy(() => loss(tf.tensor2d(student), 0))).toThrow(/temperature/);
  });
});
