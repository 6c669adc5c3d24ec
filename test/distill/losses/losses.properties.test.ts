import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  crossEntropyLoss,
  distillationLoss,
  hintLoss,
  labelSmoothingLoss,
  logitMatchingLoss,
  mseLoss,
  softLoss,
  softMseLoss,
} from '../../../src/distill';
import { Random } from '../../../src/random';

const batch = 4;
const classes = 5;
const labels = new Int32Array([0, 4, 2, 1]);
const ratings = new Float32Array([1, 5, 3, 2]);
const levels = [1, 2, 3, 4, 5];
const weights = new Float32Array([1, 0, 2.5, 0.5]);

function logits(seed: number, scale = 1.5): tf.Tensor2D {
  return tf.tensor2d(new Random(seed).normals(batch * classes, scale), [batch, classes]);
}

const number = (scalar: tf.Tensor) => scalar.dataSync()[0];

type Loss = (studentLogits: tf.Tensor2D, teacherLogits: tf.Tensor2D) => tf.Scalar;

/** Every loss as a function of the student's and the teacher's logits. */
const everyLoss: Record<string, Loss> = {
  crossEntropyLoss: (z) => crossEntropyLoss({ logits: z, labels, weights }),
  labelSmoothingLoss: (z) => labelSmoothingLoss({ logits: z, labels, smoothing: 0.2, weights }),
  mseLoss: (z) => mseLoss({ logits: z, ratings, levels, weights }),
  softLoss: (z, t) => softLoss({ studentLogits: z, teacherLogits: t, temperature: 3, weights }),
  softMseLoss: (z, t) => softMseLoss({ studentLogits: z, teacherLogits: t, levels, weights }),
  logitMatchingLoss: (z, t) => logitMatchingLoss({ studentLogits: z, teacherLogits: t, weights }),
  distillationLoss: (z, t) =>
    distillationLoss({
      studentLogits: z,
      teacherLogits: t,
      labels,
      temperature: 2,
      alpha: 3,
      labelWeights: new Float32Array([1, 1, 0, 1]),
      weights,
    }),
  hintLoss: (z, t) =>
    hintLoss({
      studentHidden: z,
      teacherHidden: t,
      projection: tf.tensor2d(new Random(5).normals(classes * classes, 1), [classes, classes]),
      weights,
    }),
};
const teacherLosses = ['softLoss', 'softMseLoss', 'logitMatchingLoss', 'distillationLoss', 'hintLoss'];
const probabilityLosses = Object.keys(everyLoss).filter((name) => name !== 'hintLoss');

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(Object.entries(everyLoss))('%s', (_, loss) => {
  it('has the gradient that finite differences give', () => {
    const teacher = logits(2);
    const values = logits(1).dataSync();
    const student = tf.tensor2d(values, [batch, classes]);
    const gradient = tf
      .grad((z: tf.Tensor) => loss(z as tf.Tensor2D, teacher))(student)
      .dataSync();
    const at = (i: number, step: number) => {
      const moved = Float32Array.from(values);
      moved[i] += step;
      return number(loss(tf.tensor2d(moved, [batch, classes]), teacher));
    };
    const step = 1 / 64;
    let largest = 0;
    for (let i = 0; i < values.length; i++) {
      const slope = (at(i, step) - at(i, -step)) / (2 * step);
      expect(Math.abs(gradient[i] - slope)).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope)));
      largest = Math.max(largest, Math.abs(slope));
    }
    expect(largest).toBeGreaterThan(0.01);
  });

  it('keeps the number of tensors constant, with and without gradients', () => {
    const student = logits(1);
    const teacher = logits(2);
    const run = () =>
      tf.tidy(() => {
        loss(student, teacher);
        tf.valueAndGrad((z: tf.Tensor) => loss(z as tf.Tensor2D, teacher))(student);
      });
    run();
    const before = tf.memory().numTensors;
    run();
    run();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('returns one scalar and leaves no other tensor behind', () => {
    const student = logits(1);
    const teacher = logits(2);
    const before = tf.memory().numTensors;
    const value = tf.tidy(() => loss(student, teacher));
    expect(value.shape).toEqual([]);
    expect(tf.memory().numTensors).toBe(before + 1);
  });

  it('scales with upstream gradients', () => {
    const teacher = logits(2);
    const student = logits(1);
    const once = tf
      .grad((z: tf.Tensor) => loss(z as tf.Tensor2D, teacher))(student)
      .dataSync();
    const thrice = tf
      .grad((z: tf.Tensor) => tf.mul(loss(z as tf.Tensor2D, teacher), 3))(student)
      .dataSync();
    once.forEach((slope, i) => {
      expect(Math.abs(thrice[i] - 3 * slope)).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
    });
  });

  it('gives a row of weight 0 no gradient', () => {
    const teacher = logits(2);
    const student = logits(1);
    const gradient = tf
      .grad((z: tf.Tensor) => loss(z as tf.Tensor2D, teacher))(student)
      .arraySync() as number[][];
    expect(gradient[1].every((slope) => slope === 0)).toBe(true);
    expect(gradient[2].some((slope) => slope !== 0)).toBe(true);
  });
});

describe.each(probabilityLosses)('%s', (name) => {
  const loss = everyLoss[name];

  it('does not change when a constant is added to a row of logits', () => {
    const shift = tf.tensor2d([3, -7, 0.5, 40], [batch, 1]);
    const student = logits(1);
    const teacher = logits(2);
    const shifted = loss(tf.add(student, shift), tf.sub(teacher, shift) as tf.Tensor2D);
    expect(number(shifted)).toBeCloseTo(number(loss(student, teacher)), 4);
  });

  it('stays finite, with a finite gradient, at logits of ±1e4', () => {
    const extreme = (sign: number) =>
      tf.tensor2d(
        Array.from({ length: batch * classes }, (_, i) => sign * (i % 2 === 0 ? 1e4 : -1e4)),
        [batch, classes],
      );
    for (const sign of [1, -1]) {
      const result = tf.valueAndGrad((z: tf.Tensor) => loss(z as tf.Tensor2D, extreme(-sign)))(extreme(sign));
      expect(Number.isFinite(number(result.value))).toBe(true);
      expect(result.grad.dataSync().every((slope) => Number.isFinite(slope))).toBe(true);
    }
  });
});

describe.each(teacherLosses)('%s', (name) => {
  const loss = everyLoss[name];

  it('gives the teacher no gradient', () => {
    const student = logits(1);
    const gradient = tf.grad((t: tf.Tensor) => loss(student, t as tf.Tensor2D));
    expect(() => gradient(logits(2))).toThrow(/Cannot compute gradient/);
  });

  it('takes the teacher as a constant even where both hang on one tensor', () => {
    const x = logits(1);
    const teacher = tf.mul(x, -0.5) as tf.Tensor2D;
    const shared = tf.grad((z: tf.Tensor) => loss(z as tf.Tensor2D, tf.mul(z, -0.5) as tf.Tensor2D))(x);
    const constant = tf.grad((z: tf.Tensor) => loss(z as tf.Tensor2D, teacher))(x);
    expect(shared.dataSync()).toEqual(constant.dataSync());
  });
});

describe('softLoss', () => {
  it.each([0.5, 1, 4, 20])(
    'is 0, with gradient 0, when the student says what the teacher says (T = %d)',
    (temperature) => {
      const z = logits(3);
      const result = tf.valueAndGrad((s: tf.Tensor) =>
        softLoss({ studentLogits: s as tf.Tensor2D, teacherLogits: z, temperature }),
      )(z);
      expect(number(result.value)).toBe(0);
      for (const slope of result.grad.dataSync()) expect(Math.abs(slope)).toBeLessThan(1e-6);
    },
  );

  it('is T² · Σ p · ln(p / q), worked by hand', () => {
    // softmax of ln(p) is p, and T = 2 doubles the logits that give it.
    const p = [0.7, 0.2, 0.1];
    const q = [0.2, 0.5, 0.3];
    const scaled = (values: number[]) => tf.tensor2d([values.map((value) => 2 * Math.log(value))]);
    const byHand = (a: number[], b: number[]) => 4 * a.reduce((sum, x, k) => sum + x * Math.log(x / b[k]), 0);
    const loss = (student: number[], teacher: number[]) =>
      number(softLoss({ studentLogits: scaled(student), teacherLogits: scaled(teacher), temperature: 2 }));
    expect(loss(q, p)).toBeCloseTo(byHand(p, q), 5);
    // Swapped roles give another number: KL is not symmetric.
    expect(loss(p, q)).toBeCloseTo(byHand(q, p), 5);
    expect(Math.abs(byHand(p, q) - byHand(q, p))).toBeGreaterThan(0.05);
  });

  it('has the slopes of logitMatchingLoss as T grows, and its value', () => {
    const student = logits(1);
    const teacher = logits(2);
    const soft = (temperature: number) =>
      tf.valueAndGrad((z: tf.Tensor) =>
        softLoss({ studentLogits: z as tf.Tensor2D, teacherLogits: teacher, temperature }),
      )(student);
    const matching = tf.valueAndGrad((z: tf.Tensor) =>
      logitMatchingLoss({ studentLogits: z as tf.Tensor2D, teacherLogits: teacher }),
    )(student);
    const distance = (temperature: number) =>
      number(tf.max(tf.abs(tf.sub(soft(temperature).grad, matching.grad))));
    expect(distance(100)).toBeLessThan(0.01 * number(tf.max(tf.abs(matching.grad))));
    expect(distance(100)).toBeLessThan(distance(10) / 5);
    expect(number(soft(50).value)).toBeCloseTo(number(matching.value), 1);
  });

  it('keeps the size of its gradient as T varies, which it would not without T²', () => {
    const student = logits(1);
    const teacher = logits(2);
    const size = (temperature: number) =>
      number(
        tf.norm(
          tf.grad((z: tf.Tensor) =>
            softLoss({ studentLogits: z as tf.Tensor2D, teacherLogits: teacher, temperature }),
          )(student),
        ),
      );
    const ratio = size(8) / size(2);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});

describe('distillationLoss', () => {
  const options = () => ({ studentLogits: logits(1), teacherLogits: logits(2), labels, temperature: 4 });

  it('is the hard loss, to the bit, when alpha is 0', () => {
    const student = logits(1);
    const teacher = logits(2);
    const hard = tf.valueAndGrad((z: tf.Tensor) => crossEntropyLoss({ logits: z as tf.Tensor2D, labels }))(
      student,
    );
    const distilled = tf.valueAndGrad((z: tf.Tensor) =>
      distillationLoss({
        studentLogits: z as tf.Tensor2D,
        teacherLogits: teacher,
        labels,
        temperature: 4,
        alpha: 0,
      }),
    )(student);
    expect(number(distilled.value)).toBe(number(hard.value));
    expect(distilled.grad.dataSync()).toEqual(hard.grad.dataSync());
  });

  it('is the hard loss plus alpha times the soft loss', () => {
    const { studentLogits, teacherLogits, temperature } = options();
    const hard = number(crossEntropyLoss({ logits: studentLogits, labels }));
    const soft = number(softLoss({ studentLogits, teacherLogits, temperature }));
    expect(number(distillationLoss({ ...options(), alpha: 2.5 }))).toBeCloseTo(hard + 2.5 * soft, 4);
  });

  it('is alpha times the soft loss where no row has a label', () => {
    const soft = number(softLoss({ studentLogits: logits(1), teacherLogits: logits(2), temperature: 4 }));
    const found = distillationLoss({ ...options(), alpha: 2, labelWeights: new Float32Array(batch) });
    expect(number(found)).toBeCloseTo(2 * soft, 5);
  });

  it('takes labels as a tensor or as an array', () => {
    const tensor = distillationLoss({ ...options(), alpha: 1, labels: tf.tensor1d([0, 4, 2, 1], 'int32') });
    expect(number(tensor)).toBe(number(distillationLoss({ ...options(), alpha: 1 })));
  });
});

describe('labelSmoothingLoss', () => {
  it('is the hard loss without smoothing', () => {
    const z = logits(1);
    const smoothed = labelSmoothingLoss({ logits: z, labels, smoothing: 0 });
    expect(number(smoothed)).toBeCloseTo(number(crossEntropyLoss({ logits: z, labels })), 6);
  });

  it('is least where the probabilities are the smoothed labels', () => {
    const target = [0.92, 0.02, 0.02, 0.02, 0.02];
    const z = tf.tensor2d([target.map(Math.log)]);
    const slope = tf.grad((x: tf.Tensor) =>
      labelSmoothingLoss({ logits: x as tf.Tensor2D, labels: new Int32Array([0]), smoothing: 0.1 }),
    )(z);
    for (const value of slope.dataSync()) expect(Math.abs(value)).toBeLessThan(1e-6);
  });
});

describe('mseLoss', () => {
  it('is the squared distance of the expectation, worked by hand', () => {
    // p = [1/4, 1/2, 1/4] over 2, 3 and 5 expects 3.25.
    const z = tf.tensor2d([[0, Math.log(2), 0]]);
    expect(number(mseLoss({ logits: z, ratings: new Float32Array([5]), levels: [2, 3, 5] }))).toBeCloseTo(
      1.75 ** 2,
      5,
    );
  });
});

describe('hintLoss', () => {
  it('is 0 when the projection maps the student onto the teacher', () => {
    const studentHidden = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const projection = tf.tensor2d([
      [1, 0, 2],
      [0, 1, -1],
    ]);
    const teacherHidden = tf.matMul(studentHidden, projection) as tf.Tensor2D;
    expect(number(hintLoss({ studentHidden, teacherHidden, projection }))).toBe(0);
  });
});
