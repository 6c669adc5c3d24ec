import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distill, topKKl } from '../../../src/distill';
import type { DistillTerm, TermBatch } from '../../../src/distill/distill-term';
import { learntTemperature } from '../../../src/distill/strategies/learnt-temperature';
import { onTeacherLists } from '../../../src/distill/strategies/on-teacher-lists';
import { linearSchedule, stepSchedule } from '../../../src/distill/strategies/schedules';
import { softenedTerm } from '../../../src/distill/strategies/softened-term';
import { InputError } from '../../../src/errors';
import { hashWeights } from '../../../src/tensor/parameter';
import { temporaryFolder } from '../../data/temporary-folder';
import { tinyBatch, tinyStudent, tinyTeacher } from '../ranking/methods/tiny-batch';
import { budget, ever, factorization, rates, teacherPairs, train } from './small-rating-task';
import { number } from './tiny-term-batch';

const softTargets = {
  ...teacherPairs(5),
  labels: Int32Array.from({ length: 120 }, (_, k) => (k < 36 ? k % 3 : -1)),
};
const base = { ...budget, ...rates, train, softTargets };

/** The weights that a training ends with. */
function trained(options: Partial<Parameters<typeof distill>[0]>): string {
  const student = factorization();
  distill({ ...base, ...options, student, validate: ever() });
  const hash = hashWeights(student.parameters);
  student.dispose();
  return hash;
}

/** A term that writes down what it is given. */
function spy(): { term: DistillTerm; seen: Pick<TermBatch, 'rows' | 'labels' | 'temperature' | 'epoch'>[] } {
  const seen: Pick<TermBatch, 'rows' | 'labels' | 'temperature' | 'epoch'>[] = [];
  const soft = softenedTerm({});
  const loss = (batch: TermBatch) => {
    seen.push({ rows: batch.rows, labels: batch.labels, temperature: batch.temperature, epoch: batch.epoch });
    return soft.loss(batch);
  };
  return { term: { ...soft, loss }, seen };
}

describe('a term in distill', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is the built-in loss, bit for bit, where it says the same', () => {
    expect(trained({ term: softenedTerm({}) })).toBe(trained({}));
    const halved = softenedTerm({ temperature: ({ rows }) => new Float32Array(rows.length).fill(0.5) });
    expect(trained({ term: halved, temperature: 4 })).not.toBe(trained({ temperature: 4 }));
  });

  it('gets the places, labels, epoch and temperature of its rows', () => {
    const { term, seen } = spy();
    trained({ term, temperature: linearSchedule({ from: 3, to: 1, until: 1 }) });
    expect(seen.length).toBe(9);
    expect(seen.map(({ epoch }) => epoch)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(seen.map(({ temperature }) => temperature)).toEqual([3, 3, 3, 2, 2, 2, 1, 1, 1]);
    for (const { rows, labels } of seen) {
      expect([...labels]).toEqual([...rows].map((row) => softTargets.labels[row]));
      expect(rows.length).toBe(12);
    }
  });

  it('is not asked once alpha is 0', () => {
    const { term, seen } = spy();
    trained({ term, alpha: stepSchedule({ from: 1, to: 0, until: 0.5 }) });
    expect(new Set(seen.map(({ epoch }) => epoch))).toEqual(new Set([0, 1]));
  });

  it('is refused beside lossOf, as are schedules that leave their range', () => {
    const student = factorization();
    const settings = { ...base, student, validate: ever(), term: softenedTerm({}) };
    const lossOf = () => tf.scalar(0);
    expect(() => distill({ ...settings, lossOf })).toThrow(InputError);
    const falling = linearSchedule({ from: 1, to: -1, until: 1 });
    expect(() => distill({ ...settings, alpha: falling })).toThrow(/alpha .* found -1 in epoch 3/);
    expect(() => distill({ ...settings, temperature: falling })).toThrow(/temperature .* found 0 in epoch 2/);
    student.dispose();
  });
});

describe('a killed training', () => {
  it('goes on with the temperature, alpha and learnt temperature of the epoch in which it was killed', () => {
    const folder = temporaryFolder();
    const run = (options: Partial<Parameters<typeof distill>[0]>) => {
      const student = factorization();
      const term = learntTemperature({ range: 4, reversal: 1, learningRate: 0.1 });
      const changing = {
        temperature: linearSchedule({ from: 3, to: 1, until: 1 }),
        alpha: linearSchedule({ from: 2, to: 1, until: 1 }),
      };
      try {
        distill({ ...base, ...changing, student, term, validate: ever(), ...options });
        return [hashWeights(student.parameters), term.factor()];
      } finally {
        student.dispose();
        term.dispose();
      }
    };
    const whole = run({});
    const checkpoint = { folder, key: 'terms', everySteps: 1 };
    let batches = 0;
    const kill = () => {
      if (++batches === 5) throw new Error('killed');
    };
    expect(() => run({ checkpoint, onBatch: kill })).toThrow('killed');
    expect(run({ checkpoint })).toEqual(whole);
  });
});

describe('learntTemperature', () => {
  const learn = (reversal: number, learningRate = 0.1) => {
    const term = learntTemperature({ range: 4, reversal, learningRate });
    trained({ term });
    const factor = term.factor();
    term.dispose();
    return factor;
  };

  it('makes it harder with a reversal above 0, easier below, and stays where it is at 0', () => {
    expect(learn(1)).toBeGreaterThan(1.05);
    expect(learn(-1)).toBeLessThan(0.95);
    expect(learn(0)).toBe(1);
  });

  it('learns at its own rate', () => {
    // Adam's first steps are as long as the rate, whatever the slope: nine of them, and T = 4^tanh(θ).
    const small = Math.log(learn(1, 1e-3)) / Math.log(4);
    expect(small).toBeGreaterThan(8e-3);
    expect(small).toBeLessThan(9.5e-3);
  });

  it('trains the student as the soft loss does where the temperature does not move', () => {
    const term = learntTemperature({ range: 4, reversal: 0, learningRate: 0.1 });
    const [a, b] = [factorization(), factorization()];
    const losses = [term, undefined].map((own, k) => {
      const options = { ...base, student: [a, b][k], validate: ever() };
      return distill(own === undefined ? options : { ...options, term: own }).history[2].trainLoss;
    });
    expect(losses[0]).toBeCloseTo(losses[1], 4);
    term.dispose();
    for (const student of [a, b]) student.dispose();
  });

  it('refuses a range below 1, rates that are none and unknown options', () => {
    const fine = { range: 2, reversal: 1, learningRate: 0.1 };
    expect(() => learntTemperature({ ...fine, range: 0 })).toThrow(InputError);
    expect(() => learntTemperature({ ...fine, learningRate: 0 })).toThrow(InputError);
    expect(() => learntTemperature({ ...fine, reversal: Number.NaN })).toThrow(InputError);
    expect(() => learntTemperature({ ...fine, ...{ rage: 1 } })).toThrow(/did you mean "range"/);
  });
});

describe('onTeacherLists', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it('with the soft loss is topKKl', () => {
    const batch = tinyBatch({ student: tinyStudent(1), teachers: [tinyTeacher({ seed: 2 })], seed: 3 });
    const temperature = linearSchedule({ from: 2, to: 1, until: 1 });
    const method = onTeacherLists({ term: softenedTerm({}), temperature, epochs: 5, k: 4 });
    const plain = (fixed: number) => number(topKKl({ temperature: fixed, k: 4 }).loss(batch));
    expect(number(method.loss(batch))).toBe(plain(2));
    expect(number(method.loss({ ...batch, epoch: 4 }))).toBe(plain(1));
    expect(plain(1)).not.toBe(plain(2));
  });

  it('labels a context with the place of its next item in the list', () => {
    const { term, seen } = spy();
    const teacher = tinyTeacher({ seed: 2, k: 12 });
    const batch = tinyBatch({ student: tinyStudent(1), teachers: [teacher], seed: 3, epoch: 2 });
    onTeacherLists({ term, temperature: 2, epochs: 5 }).loss(batch);
    const [{ labels, epoch, rows }] = seen;
    expect(epoch).toBe(2);
    expect([...rows]).toEqual([...batch.contexts]);
    const found = [...labels].filter((label) => label >= 0);
    expect(found.length).toBeGreaterThan(0);
    labels.forEach((label, row) => {
      if (label >= 0) expect(teacher.items[row * teacher.k + label]).toBe(batch.targets[row]);
      else
        expect(teacher.items.subarray(row * teacher.k, (row + 1) * teacher.k)).not.toContain(
          batch.targets[row],
        );
    });
  });
});
