import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crossEntropyLoss, softLoss } from '../../../src/distill';
import { binaryCrossEntropyLoss } from '../../../src/distill/losses/binary-cross-entropy-loss';
import { binarySoftLoss } from '../../../src/distill/losses/binary-soft-loss';

interface Golden {
  value: number;
  gradients: number[][];
}

const golden = JSON.parse(readFileSync(join(__dirname, '../../fixtures/click.json'), 'utf8')).losses;
const labels = Float32Array.from(golden.labels);
const weights = Float32Array.from(golden.weights);
const student: number[] = golden.studentLogits;
const teacher: number[] = golden.teacherLogits;

/** Value and slopes of a loss of one vector of logits. */
function evaluate(loss: (z: tf.Tensor1D) => tf.Scalar, logits: readonly number[]) {
  const z = tf.tensor1d([...logits]);
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(x as tf.Tensor1D))(z);
  const found = { value: value.dataSync()[0], slopes: [...grad.dataSync()] };
  tf.dispose([z, value, grad]);
  return found;
}

function expectWithin(limit: number, found: ReturnType<typeof evaluate>, value: number, slopes: number[]) {
  expect(Math.abs(found.value - value)).toBeLessThan(limit);
  expect(found.slopes.length).toBe(slopes.length);
  slopes.forEach((slope, row) => {
    expect(Math.abs(found.slopes[row] - slope), `slope ${row}`).toBeLessThan(limit);
  });
}

const soft = (studentLogits: tf.Tensor1D, teacherLogits: readonly number[], temperature: number) =>
  tf.tidy(() =>
    binarySoftLoss({ studentLogits, teacherLogits: tf.tensor1d([...teacherLogits]), temperature }),
  );

/** [0, z], the two classes' logits. */
const twoClass = (z: tf.Tensor1D) => tf.stack([tf.zerosLike(z), z], 1) as tf.Tensor2D;

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('against PyTorch', () => {
  const expectGolden = (found: ReturnType<typeof evaluate>, { value, gradients }: Golden) =>
    expectWithin(1e-5, found, value, gradients[0]);

  it('binaryCrossEntropyLoss has its value and gradient, with and without weights', () => {
    expectGolden(
      evaluate((logits) => binaryCrossEntropyLoss({ logits, labels }), student),
      golden.binaryCrossEntropyLoss,
    );
    expectGolden(
      evaluate((logits) => binaryCrossEntropyLoss({ logits, labels, weights }), student),
      golden.weightedBinaryCrossEntropyLoss,
    );
  });

  it.each(Object.keys(golden.binarySoftLoss))('binarySoftLoss does at temperature %s', (temperature) => {
    const found = evaluate((z) => soft(z, teacher, Number(temperature)), student);
    expectGolden(found, golden.binarySoftLoss[temperature]);
  });
});

describe('the sigmoid form', () => {
  it.each([0.5, 1, 2, 4, 8])(
    'is the softmax form over [0, z] at temperature %s, slopes too',
    (temperature) => {
      const two = evaluate(
        (z) =>
          tf.tidy(() =>
            softLoss({
              studentLogits: twoClass(z),
              teacherLogits: twoClass(tf.tensor1d(teacher)),
              temperature,
            }),
          ),
        student,
      );
      const one = evaluate((z) => soft(z, teacher, temperature), student);
      expect(one.value).toBeGreaterThan(0.01);
      expectWithin(1e-6, one, two.value, two.slopes);
    },
  );

  it('of the hard loss is cross-entropy over [0, z]', () => {
    const classes = Int32Array.from(labels);
    const two = evaluate(
      (z) => tf.tidy(() => crossEntropyLoss({ logits: twoClass(z), labels: classes, weights })),
      student,
    );
    const one = evaluate((logits) => binaryCrossEntropyLoss({ logits, labels, weights }), student);
    expectWithin(1e-6, one, two.value, two.slopes);
  });

  it('is not the softmax form over [−z, z], which is that of half the temperature', () => {
    const mirrored = (z: tf.Tensor1D) => tf.stack([tf.neg(z), z], 1) as tf.Tensor2D;
    const two = evaluate(
      (z) =>
        tf.tidy(() =>
          softLoss({
            studentLogits: mirrored(z),
            teacherLogits: mirrored(tf.tensor1d(teacher)),
            temperature: 4,
          }),
        ),
      student,
    );
    const half = evaluate((z) => soft(z, teacher, 2), student);
    expect(Math.abs(two.value - 4 * half.value)).toBeLessThan(1e-5);
    expect(Math.abs(two.value - evaluate((z) => soft(z, teacher, 4), student).value)).toBeGreaterThan(0.05);
  });
});

describe('binarySoftLoss', () => {
  it('is the formula on one row', () => {
    const [p, q] = [1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(0.5))]; // σ(2 / 2), σ(−1 / 2)
    const kl = p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
    expectWithin(
      1e-6,
      evaluate((z) => soft(z, [2], 2), [-1]),
      4 * kl,
      [2 * (q - p)],
    );
  });

  it('is 0 without a slope where both say the same', () => {
    expectWithin(
      1e-6,
      evaluate((z) => soft(z, teacher, 3), teacher),
      0,
      teacher.map(() => 0),
    );
  });

  it('has another value where student and teacher are swapped', () => {
    const [there, back] = [
      evaluate((z) => soft(z, teacher, 2), student).value,
      evaluate((z) => soft(z, student, 2), teacher).value,
    ];
    expect(Math.abs(there - back)).toBeGreaterThan(1e-2);
  });

  it('gives the teacher no gradient', () => {
    const slope = tf.tidy(() => {
      const studentLogits = tf.tensor1d(student);
      const loss = (t: tf.Tensor) =>
        tf.add(
          binarySoftLoss({ studentLogits, teacherLogits: t as tf.Tensor1D, temperature: 2 }),
          tf.mul(tf.sum(t), 0),
        ) as tf.Scalar;
      return tf.max(tf.abs(tf.grad(loss)(tf.tensor1d(teacher))));
    });
    expect(slope.dataSync()[0]).toBe(0);
    slope.dispose();
  });

  it('stays finite for logits of ±10,000', () => {
    const found = evaluate((z) => soft(z, [-1e4, 1e4, 1e4, 0], 1), [1e4, -1e4, 1e4, 0]);
    expectWithin(1e-2, found, 5000, [0.25, -0.25, 0, 0]);
    expect(
      evaluate((logits) => binaryCrossEntropyLoss({ logits, labels: Float32Array.of(0, 1) }), [1e4, 1e4]),
    ).toEqual({ value: 5000, slopes: [0.5, 0] });
  });

  it('comes to ½ · ½ · (z_s − z_t)² / 2 as the temperature grows', () => {
    const { value } = evaluate((z) => soft(z, [1], 200), [-1]);
    expect(Math.abs(value - (0.25 * 2 ** 2) / 2)).toBeLessThan(0.02);
  });

  it('refuses what does not fit, and says what', () => {
    const z = tf.tensor1d([1, 2]);
    const three = tf.tensor1d([1, 2, 3]);
    const binary = (options: object) => () =>
      binarySoftLoss({ studentLogits: z, teacherLogits: z, temperature: 1, ...options });
    expect(binary({ teacherLogits: three })).toThrow(/\[2\] and teacherLogits \[3\] must have one length/);
    expect(binary({ temperature: 0 })).toThrow(/temperature must be a finite number above 0, found 0/);
    expect(binary({ weights: Float32Array.of(1, -1) })).toThrow(
      /weights\[1\] must be a finite number of at least 0/,
    );
    expect(binary({ alpha: 1 })).toThrow(/unknown option "alpha"/);
    expect(() => binaryCrossEntropyLoss({ logits: z, labels: Float32Array.of(0, 2) })).toThrow(
      /labels\[1\] must be 1 for a click or 0 for none, found 2/,
    );
    expect(() => binaryCrossEntropyLoss({ logits: z, labels: Float32Array.of(0) })).toThrow(/found 1/);
    tf.dispose([z, three]);
  });
});
