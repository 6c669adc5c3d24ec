import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { softLoss } from '../../../src/distill';
import { combineTerms } from '../../../src/distill/strategies/combine-terms';
import { dropWrongTeacher } from '../../../src/distill/strategies/drop-wrong-teacher';
import { easyToHard, teacherLosses } from '../../../src/distill/strategies/easy-to-hard';
import { entropyTemperature } from '../../../src/distill/strategies/entropy-temperature';
import { focalTemperature, focalWeight } from '../../../src/distill/strategies/focal-rules';
import { labelSoftPairs } from '../../../src/distill/strategies/label-soft-pairs';
import { cosineSchedule, linearSchedule, stepSchedule } from '../../../src/distill/strategies/schedules';
import { productOfRules, type RowRule, softenedTerm } from '../../../src/distill/strategies/softened-term';
import { InputError } from '../../../src/errors';
import { gradientFault, matrix, number, termBatch } from './tiny-term-batch';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** Rows of three classes by their probabilities. */
const logitsOf = (...rows: number[][]) => tf.tensor2d(rows.map((row) => row.map(Math.log)));
const sure = [0.98, 0.01, 0.01];
const even = [1 / 3, 1 / 3, 1 / 3];

describe('softenedTerm', () => {
  it('without rules is softLoss', () => {
    const batch = termBatch();
    const { studentLogits, teacherLogits, temperature } = batch;
    const expected = number(softLoss({ studentLogits, teacherLogits, temperature }));
    expect(number(softenedTerm({}).loss(batch))).toBe(expected);
  });

  it('is the mean of each row’s softLoss at its own temperature and weight', () => {
    const batch = termBatch();
    const factors = [0.5, 1, 2, 4];
    const weights = [1, 0, 2, 0.5];
    const rows = factors.map((factor, row) => {
      const [studentLogits, teacherLogits] = [batch.studentLogits, batch.teacherLogits].map((logits) =>
        tf.slice(logits, [row, 0], [1, 3]),
      );
      return weights[row] * number(softLoss({ studentLogits, teacherLogits, temperature: 2 * factor }));
    });
    const term = softenedTerm({
      temperature: () => Float32Array.from(factors),
      weight: () => Float32Array.from(weights),
    });
    expect(number(term.loss(batch))).toBeCloseTo(rows.reduce((a, b) => a + b) / 4, 5);
  });

  const rules: Record<string, Parameters<typeof softenedTerm>[0]> = {
    'no rule': {},
    'temperatures by entropy': { temperature: entropyTemperature({ range: 2 }) },
    'weights by correctness': { weight: dropWrongTeacher() },
    'fixed temperatures and weights': {
      temperature: () => Float32Array.from([0.5, 1, 2, 3]),
      weight: () => Float32Array.from([1, 2, 0.5, 1]),
    },
  };
  it.each(Object.entries(rules))('has the gradient that finite differences give, with %s', (_, rule) => {
    const teacherLogits = matrix(2, 4, 3);
    const loss = (studentLogits: tf.Tensor2D) =>
      softenedTerm(rule).loss(termBatch({ studentLogits, teacherLogits }));
    const { fault, largest } = gradientFault(loss, matrix(1, 4, 3));
    expect(fault).toBeLessThan(3e-3);
    expect(largest).toBeGreaterThan(0.01);
  });

  it('takes no gradient through its rules, and none to the teacher', () => {
    const studentLogits = matrix(1, 4, 3);
    const rule = focalTemperature({ range: 3, gamma: 1 });
    const frozen = rule(termBatch({ studentLogits }));
    const slopes = (temperature: RowRule) =>
      tf.grad((z: tf.Tensor) =>
        softenedTerm({ temperature }).loss(termBatch({ studentLogits: z as tf.Tensor2D })),
      )(studentLogits);
    expect([...slopes(rule).dataSync()]).toEqual([...slopes(() => frozen).dataSync()]);
    const ofTeacher = (z: tf.Tensor) =>
      tf.add(
        softenedTerm({}).loss(termBatch({ studentLogits, teacherLogits: z as tf.Tensor2D })),
        tf.mul(tf.sum(z), 0),
      );
    expect(Math.max(...tf.abs(tf.grad(ofTeacher)(matrix(2, 4, 3))).dataSync())).toBe(0);
  });

  it('leaves no tensor behind', () => {
    const batch = termBatch();
    const term = softenedTerm({
      temperature: entropyTemperature({ range: 2 }),
      weight: focalWeight({ gamma: 1 }),
    });
    const before = tf.memory().numTensors;
    tf.tidy(() => void term.loss(batch));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('rules', () => {
  it('entropyTemperature softens where the teacher is sure and sharpens where it is in doubt', () => {
    const rule = entropyTemperature({ range: 4 });
    const [first, second] = rule(termBatch({ teacherLogits: logitsOf(sure, even) }));
    const entropy = -(0.98 * Math.log(0.98) + 0.02 * Math.log(0.01)) / Math.log(3);
    expect(first).toBeCloseTo(4 ** (1 - 2 * entropy), 4);
    expect(second).toBeCloseTo(1 / 4, 5);
  });

  it('entropyTemperature asks the teacher, not the student', () => {
    const rule = entropyTemperature({ range: 4 });
    const [a, b] = [logitsOf(sure, even), logitsOf(even, sure)];
    const found = rule(termBatch({ teacherLogits: a, studentLogits: b }));
    expect([...rule(termBatch({ teacherLogits: a, studentLogits: a }))]).toEqual([...found]);
    expect([...rule(termBatch({ teacherLogits: b, studentLogits: a }))]).not.toEqual([...found]);
  });

  it('focalWeight and focalTemperature go by the student’s probability of the teacher’s class', () => {
    const batch = termBatch({
      teacherLogits: logitsOf([0.2, 0.7, 0.1], [0.2, 0.7, 0.1]),
      studentLogits: logitsOf([0.1, 0.8, 0.1], [0.5, 0.1, 0.4]),
    });
    const weights = focalWeight({ gamma: 2 })(batch);
    expect(weights[0]).toBeCloseTo(0.2 ** 2, 5);
    expect(weights[1]).toBeCloseTo(0.9 ** 2, 5);
    const temperatures = focalTemperature({ range: 2, gamma: 1 })(batch);
    expect(temperatures[0]).toBeCloseTo(2 ** 0.6, 5);
    expect(temperatures[1]).toBeCloseTo(2 ** -0.8, 5);
    const turned = { ...batch, teacherLogits: batch.studentLogits, studentLogits: batch.teacherLogits };
    expect(focalWeight({ gamma: 2 })(turned)[1]).toBeCloseTo(0.8 ** 2, 5);
  });

  it('dropWrongTeacher keeps right and unlabelled rows, and takes the mean over them', () => {
    const teacherLogits = logitsOf(sure, sure, sure, sure);
    const labels = Int32Array.from([0, 1, -1, 2]);
    expect([...dropWrongTeacher()(termBatch({ teacherLogits, labels }))]).toEqual([2, 0, 2, 0]);
    const none = Int32Array.from([1, 1, 1, 1]);
    expect([...dropWrongTeacher()(termBatch({ teacherLogits, labels: none }))]).toEqual([0, 0, 0, 0]);
    // A student that is wrong is what distillation is for: it drops nothing.
    const wrongStudent = termBatch({
      teacherLogits,
      studentLogits: logitsOf(even, even, even, even),
      labels: none,
    });
    expect([...dropWrongTeacher()({ ...wrongStudent, labels: new Int32Array(4) })]).toEqual([1, 1, 1, 1]);
  });

  it('easyToHard lets the harder samples in as the epochs go by', () => {
    const rule = easyToHard({ difficulty: Float32Array.from([0.4, 0.1, 0.3, 0.2]), start: 0.25, full: 0.5 });
    const kept = (epoch: number) => Array.from(rule(termBatch({ epoch, epochs: 9 })), (w) => (w > 0 ? 1 : 0));
    expect(kept(0)).toEqual([0, 1, 0, 0]);
    expect(kept(2)).toEqual([0, 1, 1, 1]);
    expect(kept(4)).toEqual([1, 1, 1, 1]);
    expect(kept(8)).toEqual([1, 1, 1, 1]);
    expect([...rule(termBatch({ rows: Int32Array.from([0, 1]), epoch: 0, epochs: 9 }))]).toEqual([0, 2]);
  });

  it('labelSoftPairs finds the labels of the pairs that were observed, the last of several', () => {
    const train = {
      users: Int32Array.of(0, 1, 0),
      items: Int32Array.of(2, 2, 2),
      labels: Int32Array.of(4, 1, 3),
    };
    const softPairs = {
      users: Int32Array.of(1, 0, 2),
      items: Int32Array.of(2, 2, 0),
      logits: new Float32Array(3),
    };
    const found = labelSoftPairs({ softPairs, train });
    expect([...found.labels]).toEqual([1, 3, -1]);
    expect(found.logits).toBe(softPairs.logits);
  });

  it('easyToHard refuses samples of which it knows no difficulty', () => {
    const rule = easyToHard({ difficulty: new Float32Array(3), start: 0.5, full: 1 });
    expect(() => rule(termBatch())).toThrow(/holds 3 samples, but sample 3 was drawn/);
  });

  it('teacherLosses are −ln p of the label, and the entropy where there is none', () => {
    const logits = Float32Array.from([0.5, 0.25, 0.25, 0.5, 0.25, 0.25], Math.log);
    const found = teacherLosses({ logits, classes: 3, labels: Int32Array.from([1, -1]) });
    expect(found[0]).toBeCloseTo(Math.log(4), 5);
    expect(found[1]).toBeCloseTo(1.5 * Math.LN2, 5);
    const [withoutLabels] = teacherLosses({ logits, classes: 3, labels: null });
    expect(withoutLabels).toBeCloseTo(1.5 * Math.LN2, 5);
  });

  it('multiply', () => {
    const rule = productOfRules([
      () => Float32Array.from([1, 2, 3, 4]),
      () => Float32Array.from([2, 0, 1, 0.5]),
    ]);
    expect([...rule(termBatch())]).toEqual([2, 0, 3, 2]);
  });
});

describe('schedules', () => {
  const over = (schedule: (p: { epoch: number; epochs: number }) => number, epochs: number) =>
    Array.from({ length: epochs }, (_, epoch) => Number(schedule({ epoch, epochs }).toFixed(6)));

  it('go from the first value to the last, and stay there', () => {
    expect(over(linearSchedule({ from: 4, to: 0, until: 1 }), 5)).toEqual([4, 3, 2, 1, 0]);
    expect(over(linearSchedule({ from: 1, to: 3, until: 0.5 }), 5)).toEqual([1, 2, 3, 3, 3]);
    expect(over(cosineSchedule({ from: 2, to: 0, until: 1 }), 5)).toEqual([
      2,
      Number((1 + Math.SQRT1_2).toFixed(6)),
      1,
      Number((1 - Math.SQRT1_2).toFixed(6)),
      0,
    ]);
    expect(over(stepSchedule({ from: 3, to: 0, until: 0.5 }), 4)).toEqual([3, 3, 0, 0]);
    expect(over(linearSchedule({ from: 4, to: 1, until: 1 }), 1)).toEqual([1]);
  });

  it('refuse shares out of range, values that are none and unknown options', () => {
    expect(() => linearSchedule({ from: 1, to: 0, until: 0 })).toThrow(InputError);
    expect(() => cosineSchedule({ from: Number.NaN, to: 0, until: 1 })).toThrow(InputError);
    expect(() => stepSchedule({ from: 1, to: 0, until: 1, ...{ til: 1 } })).toThrow(/unknown option "til"/);
  });
});

describe('combineTerms', () => {
  it('is the weighted sum', () => {
    const batch = termBatch();
    const weight: RowRule = () => Float32Array.from([1, 0, 0, 0]);
    const terms = [softenedTerm({}), softenedTerm({ weight })];
    const [a, b] = terms.map((term) => number(term.loss(batch)));
    const sum = combineTerms([
      { term: terms[0], weight: 2 },
      { term: terms[1], weight: 0.5 },
    ]);
    expect(number(sum.loss(batch))).toBeCloseTo(2 * a + 0.5 * b, 5);
    expect(() => combineTerms([])).toThrow(InputError);
    expect(() => combineTerms([{ term: terms[0], weight: 0 }])).toThrow(InputError);
  });
});

describe('settings are refused', () => {
  it.each([
    ['a range below 1', () => entropyTemperature({ range: 0.5 }), /range/],
    [
      'an unknown option of a temperature',
      () => entropyTemperature({ range: 2, ...{ gama: 1 } }),
      /unknown option/,
    ],
    ['a negative gamma', () => focalWeight({ gamma: -1 }), /gamma/],
    ['a range that is no number', () => focalTemperature({ range: Number.NaN, gamma: 1 }), /range/],
    ['a start of 0', () => easyToHard({ difficulty: new Float32Array(2), start: 0, full: 1 }), /start/],
    ['a full of 2', () => easyToHard({ difficulty: new Float32Array(2), start: 1, full: 2 }), /full/],
    [
      'labels of other rows',
      () => teacherLosses({ logits: new Float32Array(6), classes: 3, labels: new Int32Array(1) }),
      /a label for each of the 2 rows/,
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(InputError);
    expect(make).toThrow(message);
  });
});
