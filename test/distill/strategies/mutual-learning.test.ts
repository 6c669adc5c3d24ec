import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prefixContexts } from '../../../src/data';
import { distill, softLoss } from '../../../src/distill';
import {
  type LearnMutuallyOptions,
  learnMutually,
  mutualLoss,
} from '../../../src/distill/strategies/mutual-learning';
import { clickLesson, nextItemLesson, ratingLesson } from '../../../src/distill/strategies/mutual-lessons';
import { InputError } from '../../../src/errors';
import { clickScorerOf } from '../../../src/models/click/click-scorer';
import { predictClickLogits } from '../../../src/models/click/predict-click-logits';
import { scorerOf } from '../../../src/models/ranking/score-model';
import { MatrixFactorization } from '../../../src/models/rating/matrix-factorization';
import { predictLogits } from '../../../src/models/rating/predict-logits';
import type { RatingModel } from '../../../src/models/rating/rating-model';
import { Random } from '../../../src/random';
import { hashWeights } from '../../../src/tensor/parameter';
import { everyClickModel } from '../../models/click/every-click-model';
import { fields } from '../../models/click/golden';
import { everyRow, tableOf } from '../../models/click/small-table';
import { everyRankingModel } from '../../models/ranking/every-ranking-model';
import { evaluate, expectGolden } from '../ranking/methods/evaluate-loss';
import { budget, ever, everyPair, factorization, network, rates, sizes, train } from './small-rating-task';
import { matrix, number } from './tiny-term-batch';

const lesson = ratingLesson({ train, unobserved: everyPair });
const base = { ...budget, ...rates, lesson };
type Options = LearnMutuallyOptions<RatingModel>;
const together = (options: Partial<Options> & Pick<Options, 'students'>) =>
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
      distill({ ...budget, ...rates, train, alpha: 0, softTargets: null, student, validate: ever() });
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
    const other = new MatrixFactorization({
      ...sizes,
      dimensions: 3,
      frequencies: [1, 1],
      random: new Random(1),
    });
    const twoClasses = { users: train.users, items: train.items, labels: new Int32Array(36) };
    const ofTwo = ratingLesson({ train: twoClasses, unobserved: null });
    expect(() => together({ students: [student, other], lesson: ofTwo })).toThrow(/same classes, found 3, 2/);
    const fine = [student, other];
    expect(() => together({ students: fine, temperature: 0 })).toThrow(RangeError);
    expect(() => together({ students: fine, ...{ teacher: 1 } })).toThrow(/unknown option "teacher"/);
    for (const model of fine) model.dispose();
  });
});

describe('learnMutually on clicks and rankings', () => {
  it('draws click students together', () => {
    const random = new Random(4);
    const table = tableOf({
      ids: Int32Array.from({ length: 32 * fields.length }, (_, i) =>
        random.integer(fields[i % fields.length].size),
      ),
      numbers: random.normals(64, 1),
      labels: Float32Array.from({ length: 32 }, (_, row) => row % 2),
    });
    const rows = everyRow(table);
    const distance = (alpha: number) => {
      const students = [everyClickModel['click-mlp'](), everyClickModel['factorization-machine']()];
      const settings = { ...budget, ...rates, alpha, epochs: 10, validate: ever() };
      learnMutually({ ...settings, students, lesson: clickLesson({ table, rows }) });
      const [x, y] = students.map((model) =>
        predictClickLogits({ scorer: clickScorerOf(model), table, rows }),
      );
      for (const student of students) student.dispose();
      return Math.max(...x.map((z, row) => Math.abs(z - y[row])));
    };
    expect(distance(5)).toBeLessThan(0.5 * distance(0));
  });

  it('draws ranking students together', () => {
    const sequences = { offsets: Int32Array.of(0, 4, 7), items: Int32Array.of(0, 1, 2, 3, 2, 3, 0) };
    const cut = { maxLength: 4, shortest: 1, stride: 4 };
    const examples = prefixContexts({ sequences, users: Int32Array.of(0, 1), ...cut });
    const [first, second] = Object.values(everyRankingModel);
    const distance = (alpha: number) => {
      const students = [first(), second()];
      const settings = { ...budget, ...rates, alpha, epochs: 10, validate: ever() };
      learnMutually({ ...settings, students, lesson: nextItemLesson({ examples }) });
      const [x, y] = students.map((model) => scorerOf(model).score(examples.contexts));
      for (const student of students) student.dispose();
      return x.reduce((sum, z, i) => sum + (z - y[i]) ** 2, 0);
    };
    expect(distance(20)).toBeLessThan(0.7 * distance(0));
  });
});
