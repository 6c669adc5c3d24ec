import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distill } from '../../../src/distill/distill';
import type { TermBatch } from '../../../src/distill/distill-term';
import { adversarialHidden, adversarialLogits } from '../../../src/distill/strategies/adversarial';
import { MatrixFactorization } from '../../../src/models/rating/matrix-factorization';
import { predictLogits } from '../../../src/models/rating/predict-logits';
import { Random } from '../../../src/random';
import { disposeGradients, valueAndGradients } from '../../../src/tensor/gradients';
import { Parameter } from '../../../src/tensor/parameter';

/** Written by scripts/make-fixtures/adversarial.py. */
const { players: golden } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'adversarial.json'), 'utf8'),
);
const { batch: BATCH, classes, hidden, temperature } = golden.shape;

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

const fresh = () =>
  adversarialLogits({ classes, layers: [hidden], learningRate: 0.01, random: new Random(1) });
function filled() {
  const term = fresh();
  for (const parameter of term.parameters) {
    parameter.assign(Float32Array.from(golden.weights[parameter.name.replace('discriminator/', '')]));
  }
  return term;
}
const matrix = (values: number[]) => tf.tensor2d(values, [BATCH, classes]);
const batchOf = (studentLogits: tf.Tensor2D, teacherLogits: tf.Tensor2D): TermBatch => ({
  ...{ studentLogits, teacherLogits, temperature, epoch: 0, epochs: 1, random: new Random(0) },
  ...{ rows: new Int32Array(BATCH), labels: new Int32Array(BATCH), studentLayers: [], teacherLayers: [] },
});
const lossOf = (term: { loss(batch: TermBatch): tf.Scalar }, student: number[], teacher: number[]) =>
  tf.tidy(() => term.loss(batchOf(matrix(student), matrix(teacher))).dataSync()[0]);

describe('adversarialLogits', () => {
  it("gives PyTorch's loss, and each player's gradient in its own side alone", () => {
    const term = filled();
    const values = Float32Array.from(golden.student);
    const student = new Parameter({ name: 'student', shape: [BATCH, classes], values });
    const found = valueAndGradients({
      parameters: [student, ...term.parameters],
      loss: () => term.loss(batchOf(student.value<tf.Tensor2D>(), matrix(golden.teacher))),
    });
    expect(found.value).toBeCloseTo(golden.loss, 5);
    expect(found.gradients.size).toBe(5);
    for (const [parameter, { values: slopes }] of found.gradients) {
      const expected = golden.gradients[parameter.name.replace('discriminator/', '')];
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
      slopes.dataSync().forEach((slope, i) => {
        expect(slope, parameter.name).toBeCloseTo(expected[i], 5);
      });
    }
    disposeGradients(found.gradients);
    student.dispose();
    term.dispose();
  });

  it('is 3 ln 2 where the discriminator knows nothing, whoever is who', () => {
    const term = fresh();
    for (const parameter of term.parameters) parameter.assign(new Float32Array(parameter.size));
    expect(lossOf(term, golden.student, golden.teacher)).toBeCloseTo(3 * Math.LN2, 6);
    term.dispose();
  });

  it('is by hand what the players pay, and another loss with teacher and student swapped', () => {
    const options = { classes, layers: [], learningRate: 0.1, random: new Random(1) };
    const term = adversarialLogits(options);
    // D(x) = x_0 + 1: the teacher is known by its first class.
    term.parameters[0].assign(Float32Array.of(1, 0, 0));
    term.parameters[1].assign(Float32Array.of(1));
    const rows = (row: number[]) => Array.from({ length: BATCH }, () => row).flat();
    const [teacher, student] = [rows([6, 0, 0]), rows([0, 0, 6])];
    const rest = Math.log(Math.exp(3) + 2);
    const [ofTeacher, ofStudent] = [3 - rest + 1, 0 - rest + 1];
    const softplus = (x: number) => Math.log1p(Math.exp(x));
    const right = softplus(-ofTeacher) + softplus(ofStudent) + softplus(-ofStudent);
    const swapped = softplus(-ofStudent) + softplus(ofTeacher) + softplus(-ofTeacher);
    expect(lossOf(term, student, teacher)).toBeCloseTo(right, 5);
    expect(lossOf(term, teacher, student)).toBeCloseTo(swapped, 5);
    expect(Math.abs(right - swapped)).toBeGreaterThan(0.5);
    term.dispose();
  });

  it('cannot be fooled by a number added to a row, and stays finite at logits of ±1e4', () => {
    const term = filled();
    const shifted = golden.student.map((z: number, at: number) => z + 7 * Math.floor(at / classes));
    expect(lossOf(term, shifted, golden.teacher)).toBeCloseTo(golden.loss, 4);
    const wide = golden.student.map((z: number) => Math.sign(z) * 1e4);
    expect(Number.isFinite(lossOf(term, wide, golden.teacher))).toBe(true);
    term.dispose();
  });

  it('refuses unknown options, widths and rates that cannot be, and logits of other shapes', () => {
    const options = { classes, layers: [2], learningRate: 0.1, random: new Random(1) };
    expect(() => adversarialLogits({ ...options, gamma: 1 } as never)).toThrow(/unknown option "gamma"/);
    expect(() => adversarialLogits({ ...options, layers: [0] })).toThrow(/layers.*found 0/);
    expect(() => adversarialLogits({ ...options, learningRate: 0 })).toThrow(/learningRate/);
    const term = fresh();
    expect(() =>
      tf.tidy(() => term.loss(batchOf(matrix(golden.student), tf.zeros([BATCH, classes + 1])))),
    ).toThrow(/must have one shape/);
    term.dispose();
  });
});

describe('a student that plays against a discriminator', () => {
  const pairs = {
    users: Int32Array.from({ length: 24 }, (_, row) => row % 6),
    items: Int32Array.from({ length: 24 }, (_, row) => Math.floor(row / 6)),
  };
  /** A teacher that says but two things, which no label says. */
  const logits = Float32Array.from({ length: 72 }, (_, at) => (at % 3 === 1 ? 2 : Math.floor(at / 3) % 2));
  const distribution = (z: Float32Array) => {
    const shares = Array.from({ length: 24 }, (_, row) => {
      const powers = [...z.subarray(3 * row, 3 * row + 3)].map(Math.exp);
      return powers[1] / powers.reduce((a, b) => a + b, 0);
    });
    return shares.reduce((a, b) => a + b, 0) / 24;
  };
  function trained(alpha: number) {
    const options = { users: 6, items: 4, dimensions: 2, frequencies: [1, 1, 1], random: new Random(3) };
    const student = new MatrixFactorization(options);
    const term = adversarialLogits({ classes: 3, layers: [6], learningRate: 0.02, random: new Random(4) });
    const start = term.parameters[0].data();
    const during: number[] = [];
    let left = 0;
    distill({
      ...{ student, softTargets: { ...pairs, logits }, temperature: 1, alpha, term },
      ...{ train: { ...pairs, labels: pairs.users.map((_, row) => (row % 2) * 2) } },
      ...{ validate: () => --left, epochs: 30, patience: 99, batchSize: 24, learningRate: 0.05 },
      ...{ weightDecay: 0, seed: 5, onBatch: () => during.push(tf.memory().numTensors) },
    });
    expect(new Set(during.slice(1)).size).toBe(1);
    if (alpha > 0) expect(term.parameters[0].data()).not.toEqual(start);
    term.dispose();
    const share = distribution(predictLogits({ model: student, pairs }));
    student.dispose();
    return share;
  }

  it("comes nearer to how the teacher's logits are distributed, past its labels", () => {
    const [scratch, taught, teacher] = [trained(0), trained(3), distribution(logits)];
    expect(Math.abs(taught - teacher)).toBeLessThan(0.6 * Math.abs(scratch - teacher));
  });
});

describe('adversarialHidden', () => {
  it('moves the student and its projection against the discriminator, by the gradients of finite differences', () => {
    const shape = { studentWidth: 2, teacherWidth: 3, layers: [4], learningRate: 0.1 };
    const term = adversarialHidden({ ...shape, pair: { student: 0, teacher: 0 }, random: new Random(6) });
    const random = new Random(7);
    const values = random.normals(BATCH * 2, 1);
    const student = new Parameter({ name: 'hidden', shape: [BATCH, 2], values });
    const teacher = random.normals(BATCH * 3, 1);
    const loss = (live: () => tf.Tensor2D) => {
      const batch = batchOf(matrix(golden.student), matrix(golden.teacher));
      const teacherLayers = [tf.tensor2d(teacher, [BATCH, 3])];
      return term.loss({ ...batch, studentLayers: [live()], teacherLayers });
    };
    const { gradients } = valueAndGradients({
      parameters: [student, ...term.parameters],
      loss: () => loss(() => student.value<tf.Tensor2D>()),
    });
    // L_D reads the student too, but moves it no way: it is the slope of L_S alone that is found.
    const deceiving = (x: Float32Array) => {
      const [w1, b1, w2, b2, projection] = term.parameters.map((p) => tf.tensor(p.data(), p.shape));
      const rows = tf.matMul(tf.tensor2d(x, [BATCH, 2]), projection as tf.Tensor2D);
      const inner = tf.relu(tf.add(tf.matMul(rows, w1 as tf.Tensor2D), b1));
      const score = tf.add(tf.matMul(inner as tf.Tensor2D, w2 as tf.Tensor2D), b2);
      return tf.mean(tf.softplus(tf.neg(score))).dataSync()[0];
    };
    const slopes = gradients.get(student)?.values.dataSync() ?? [];
    for (let i = 0; i < slopes.length; i++) {
      const [above, below] = [1 / 512, -1 / 512].map((move) =>
        tf.tidy(() => deceiving(values.map((value, at) => (at === i ? value + move : value)))),
      );
      expect(Math.abs(slopes[i] - (above - below) * 256)).toBeLessThan(1e-3);
    }
    expect(gradients.size).toBe(6);
    disposeGradients(gradients);
    student.dispose();
    term.dispose();
  });
});
