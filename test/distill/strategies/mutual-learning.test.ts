import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distill, softLoss } from '../../../src/distill';
import {
  type LearnMutuallyOptions,
  learnMutually,
  mutualLoss,
} from '../../../src/distill/strategies/mutual-learning';
import { InputError } from '../../../src/errors';
import { predictLogits } from '../../../src/models/rating/predict-logits';
import type { RatingModel } from '../../../src/models/rating/rating-model';
import { hashWeights } from '../../../src/tensor/parameter';
import { evaluate, expectGolden } from '../ranking/methods/evaluate-loss';
import { budget, ever, everyPair, factorization, network, rates, train } from './small-rating-task';
import { matrix, number } from './tiny-term-batch';

const base = { ...budget, ...rates, train, unobserved: everyPair };
const together = (options: Partial<LearnMutuallyOptions> & Pick<LearnMutuallyOptions, 'students'>) =>
  learnMutually({ ...base, validate: ever(), ...options });
/** Largest difference of two models' logits. */
const apart = ([a, b]: readonly RatingModel[]) => {
  const [x, y] = [a, b].map((model) => predictLogits({ model, pairs: everyPair }));
  return Math.max(...x.map((z, i) => Math.abs(z - y[i])));
};

describe('mutualLoss', () => {
  it('agrees with PyTorch, each student being a constant to the other', () => {
    const { inputs, losses } = JSON.parse(
      readFileSync(join(__dirname, '../../fixtures/strategies.json'), 'utf8'),
    );
    const { studentLogits, teacherLogits, temperature } = inputs;
    const found = evaluate(
      (...logits) => mutualLoss({ logits, temperature }),
      [studentLogits, teacherLogits],
    );
    expectGolden(found, losses.mutual);
  });

  it('is the sum of each student’s mean divergence from the others', () => {
    tf.tidy(() => {
      const logits = [1, 2, 3].map((seed) => matrix(seed, 4, 3));
      const from = (s: number, o: number) =>
        number(softLoss({ studentLogits: logits[s], teacherLogits: logits[o], temperature: 2 }));
      const expected = (from(0, 1) + from(0, 2) + from(1, 0) + from(1, 2) + from(2, 0) + from(2, 1)) / 2;
      expect(number(mutualLoss({ logits, temperature: 2 }))).toBeCloseTo(expected, 5);
    });
  });
});

describe('learnMutually', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('draws students together that part when each learns alone', () => {
    const distance = (alpha: number) => {
      const students = [factorization(1), network()];
      together({ students, alpha, epochs: 15 });
      const found = apart(students);
      for (const student of students) student.dispose();
      return found;
    };
    expect(distance(5)).toBeLessThan(0.5 * distance(0));
  });

  it('with alpha 0 makes each student what it becomes from scratch', () => {
    const students = [factorization(1), network()];
    together({ students, alpha: 0 });
    const alone = [factorization(1), network()];
    for (const student of alone) {
      const { unobserved, ...rest } = base;
      distill({ ...rest, alpha: 0, softTargets: null, student, validate: ever() });
    }
    expect(students.map(({ parameters }) => hashWeights(parameters))).toEqual(
      alone.map(({ parameters }) => hashWeights(parameters)),
    );
    for (const student of [...students, ...alone]) student.dispose();
  });

  it('moves both students, and lets neither be the teacher: turned round, it gives the same', () => {
    const run = (order: (students: RatingModel[]) => RatingModel[]) => {
      const students = [factorization(1), factorization(2)];
      together({ students: order(students) });
      const logits = students.map((model) => predictLogits({ model, pairs: everyPair }));
      for (const student of students) student.dispose();
      return logits;
    };
    const [one, other] = [run((s) => s), run((s) => [...s].reverse())];
    one.forEach((logits, s) => {
      logits.forEach((z, i) => {
        expect(other[s][i]).toBeCloseTo(z, 4);
      });
    });
  });

  it('refuses one student, one twice, other classes and unknown options', () => {
    const student = factorization();
    expect(() => together({ students: [student] })).toThrow(InputError);
    expect(() => together({ students: [student, student] })).toThrow(/none of them twice/);
    const other = { ...student, classes: 4 } as RatingModel;
    expect(() => together({ students: [student, other] })).toThrow(/same classes/);
    const fine = [student, { ...student } as RatingModel];
    expect(() => together({ students: fine, temperature: 0 })).toThrow(RangeError);
    expect(() => together({ students: fine, ...{ teacher: 1 } })).toThrow(/unknown option "teacher"/);
    student.dispose();
  });
});
