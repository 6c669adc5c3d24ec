import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  disagreements,
  distillOnHardPairs,
  hardestPairs,
} from '../../../src/distill/strategies/hardest-pairs';
import { MatrixFactorization } from '../../../src/models/rating/matrix-factorization';
import { predictLogits } from '../../../src/models/rating/predict-logits';
import { Random } from '../../../src/random';
import { hashWeights } from '../../../src/tensor/parameter';

const [USERS, ITEMS, PAIRS] = [5, 6, 30];
const pairs = {
  users: Int32Array.from({ length: PAIRS }, (_, row) => Math.floor(row / ITEMS)),
  items: Int32Array.from({ length: PAIRS }, (_, row) => row % ITEMS),
};
const fresh = () =>
  new MatrixFactorization({
    ...{ users: USERS, items: ITEMS, dimensions: 2, frequencies: [1, 1], random: new Random(1) },
  });
/** A teacher that says what an untrained student says, but for a few pairs. */
const apart = [3, 17, 20, 28];
function candidatesOf(student: MatrixFactorization) {
  const logits = predictLogits({ model: student, pairs });
  for (const [nth, pair] of apart.entries()) logits[2 * pair] += 2 + nth;
  return { ...pairs, logits };
}

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('disagreements', () => {
  it('is the divergence of the student from its teacher, by hand, and not the other way round', () => {
    const logits = (p: number) => Float32Array.of(Math.log(p), Math.log(1 - p));
    const [teacherLogits, studentLogits] = [logits(0.9), logits(0.5)];
    const options = { classes: 2, temperature: 1 };
    const [found] = disagreements({ ...options, teacherLogits, studentLogits });
    expect(found).toBeCloseTo(0.9 * Math.log(0.9 / 0.5) + 0.1 * Math.log(0.1 / 0.5), 6);
    const [swapped] = disagreements({
      ...{ ...options, teacherLogits: studentLogits, studentLogits: teacherLogits },
    });
    expect(swapped).toBeCloseTo(0.5 * Math.log(0.5 / 0.9) + 0.5 * Math.log(0.5 / 0.1), 6);
    expect(Math.abs(found - swapped)).toBeGreaterThan(0.1);
  });

  it('is 0 where both agree, finite at ±1e4, and refuses other rows', () => {
    const z = Float32Array.of(1e4, -1e4, 3, 4);
    const options = { classes: 2, temperature: 2 };
    expect([...disagreements({ ...options, teacherLogits: z, studentLogits: z })]).toEqual([0, 0]);
    const far = disagreements({ ...options, teacherLogits: z, studentLogits: z.map((x) => -x) });
    expect(far.every(Number.isFinite)).toBe(true);
    expect(() => disagreements({ ...options, teacherLogits: z, studentLogits: z.subarray(2) })).toThrow(
      /found 4 .* and 2/,
    );
  });
});

describe('hardestPairs', () => {
  const search = { count: 4, hardShare: 1, temperature: 1 };

  it('finds the pairs on which the two disagree, the hardest first, with what the teacher says', () => {
    const student = fresh();
    const candidates = candidatesOf(student);
    const found = hardestPairs({ ...search, candidates, student, random: new Random(2) });
    const pairOf = (user: number, item: number) => user * ITEMS + item;
    const rows = [...found.users].map((user, i) => pairOf(user, found.items[i]));
    expect(rows).toEqual([...apart].reverse());
    expect([...found.logits.subarray(0, 2)]).toEqual([...candidates.logits.subarray(56, 58)]);
    student.dispose();
  });

  it('draws the others alike from the rest, none twice', () => {
    const student = fresh();
    const candidates = candidatesOf(student);
    const found = hardestPairs({
      ...{ ...search, candidates, student, random: new Random(2), count: 20, hardShare: 0.1 },
    });
    const rows = [...found.users].map((user, i) => user * ITEMS + found.items[i]);
    expect(rows.slice(0, 2)).toEqual([28, 20]);
    expect(new Set(rows).size).toBe(20);
    student.dispose();
  });

  it('refuses more pairs than there are, shares that are none, and unknown options', () => {
    const student = fresh();
    const options = { ...search, candidates: candidatesOf(student), student, random: new Random(1) };
    expect(() => hardestPairs({ ...options, count: 31 })).toThrow(/1 to the 30 candidates.*found 31/);
    expect(() => hardestPairs({ ...options, hardShare: 2 })).toThrow(/and 2/);
    expect(() => hardestPairs({ ...options, margin: 1 } as never)).toThrow(/"margin"/);
    student.dispose();
  });
});

describe('distillOnHardPairs', () => {
  const train = { users: Int32Array.of(0), items: Int32Array.of(0), labels: Int32Array.of(0) };
  function trained(hardShare: number) {
    const student = fresh();
    const candidates = candidatesOf(student);
    let left = 0;
    const { rounds } = distillOnHardPairs({
      ...{ student, train, candidates, temperature: 1, alpha: 5, rounds: 3, count: 4, hardShare },
      ...{ softPairsPerRow: 4, validate: () => --left, epochs: 40, patience: 99, batchSize: 1 },
      ...{ learningRate: 0.02, weightDecay: 0, seed: 3 },
    });
    expect(rounds.map(({ history }) => history.length)).toEqual([40, 40, 40]);
    const logits = predictLogits({ model: student, pairs });
    const compared = { classes: 2, temperature: 1, teacherLogits: candidates.logits, studentLogits: logits };
    const left4 = disagreements(compared);
    const hash = hashWeights(student.parameters);
    student.dispose();
    return { hash, disagreement: apart.reduce((sum, pair) => sum + left4[pair], 0) };
  }

  it('closes the gap where it is widest sooner than pairs at random do, and the same way each time', () => {
    const hard = trained(1);
    expect(trained(1).hash).toBe(hard.hash);
    expect(hard.disagreement).toBeLessThan(0.7 * trained(0).disagreement);
  });

  it('refuses rounds that are none, and what distill does not know', () => {
    const student = fresh();
    const candidates = candidatesOf(student);
    const options = { student, train, candidates, temperature: 1, alpha: 1, count: 4, hardShare: 1, seed: 1 };
    const budget = {
      validate: () => 0,
      epochs: 1,
      patience: 1,
      batchSize: 1,
      learningRate: 1,
      weightDecay: 0,
    };
    expect(() => distillOnHardPairs({ ...options, ...budget, rounds: 0 })).toThrow(/rounds/);
    expect(() => distillOnHardPairs({ ...options, ...budget, rounds: 1, beta: 1 } as never)).toThrow(
      /"beta"/,
    );
    student.dispose();
  });
});
