import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distill } from '../../../src/distill/distill';
import { distillTogether } from '../../../src/distill/strategies/distill-together';
import { InputError } from '../../../src/errors';
import type { RatingModel } from '../../../src/models/rating/rating-model';
import { hashWeights } from '../../../src/tensor/parameter';
import {
  budget,
  ever,
  factorization,
  linear,
  network,
  rates,
  teacherPairs,
  train,
} from './small-rating-task';

const shared = { ...budget, train, softTargets: teacherPairs(5) };
/** One of each kind, one of them with dropout, and one that stops early. */
const makers: { make: () => RatingModel; validate: () => () => number; epochs: number }[] = [
  { make: linear, validate: ever, epochs: 3 },
  { make: factorization, validate: ever, epochs: 3 },
  { make: () => network(), validate: ever, epochs: 3 },
  { make: () => network({ dropout: 0.4 }), validate: ever, epochs: 3 },
  { make: () => factorization(2), validate: () => () => 1, epochs: 2 },
];

describe('distillTogether', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('makes each student what it becomes when trained alone, bit for bit', () => {
    const settings = { ...shared, patience: 1 };
    const alone = makers.map(({ make, validate }) => {
      const student = make();
      const untrained = hashWeights(student.parameters);
      const { history, bestEpoch } = distill({ ...settings, ...rates, student, validate: validate() });
      const hash = hashWeights(student.parameters);
      expect(hash).not.toBe(untrained);
      student.dispose();
      return { hash, bestEpoch, losses: history.map(({ trainLoss }) => trainLoss) };
    });
    const students = makers.map(({ make, validate }) => ({
      ...rates,
      student: make(),
      validate: validate(),
    }));
    const together = distillTogether({ ...settings, students });
    together.forEach(({ student, history, bestEpoch }, k) => {
      expect(student).toBe(students[k].student);
      expect(hashWeights(student.parameters)).toBe(alone[k].hash);
      expect(bestEpoch).toBe(alone[k].bestEpoch);
      expect(history.map(({ trainLoss }) => trainLoss)).toEqual(alone[k].losses);
      expect(history.length).toBe(makers[k].epochs);
      student.dispose();
    });
  });

  it('reads each soft pair once for students that draw nothing themselves', () => {
    const labels = train.labels;
    let reads = 0;
    const counted = { ...train, labels: new Proxy(labels, { get: (_, name) => read(name) }) as Int32Array };
    const read = (name: string | symbol) => {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads++;
      return Reflect.get(labels, name);
    };
    const students = [linear(), factorization()].map((student) => ({ ...rates, student, validate: ever() }));
    distillTogether({ ...shared, train: counted, students });
    expect(reads).toBe(3 * 36);
    for (const { student } of students) student.dispose();
  });

  it('lets go of all students where one cannot go on', () => {
    const validate = () => Number.NaN;
    const students = [
      { ...rates, student: factorization(), validate: ever() },
      { ...rates, student: factorization(2), validate },
    ];
    expect(() => distillTogether({ ...shared, students })).toThrow(/validate gave NaN/);
    for (const { student } of students) student.dispose();
  });

  it('refuses no student, one that stands there twice, and options in the wrong place', () => {
    const student = factorization();
    const own = { ...rates, student, validate: ever() };
    expect(() => distillTogether({ ...shared, students: [] })).toThrow(InputError);
    expect(() => distillTogether({ ...shared, students: [own, own] })).toThrow(/stands there twice/);
    expect(() => distillTogether({ ...shared, students: [{ ...own, ...{ seed: 1 } }] })).toThrow(
      /unknown option "seed"/,
    );
    expect(() => distillTogether({ ...shared, ...{ sed: 1 }, students: [own] })).toThrow(InputError);
    student.dispose();
  });
});
