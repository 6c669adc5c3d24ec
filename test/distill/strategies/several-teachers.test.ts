import { describe, expect, it } from 'vitest';
import { meanOfProbabilities, softmaxRows } from '../../../src/distill';
import { chosenTeachers } from '../../../src/distill/strategies/chosen-teachers';
import { classesAsClick, clickAsClasses } from '../../../src/distill/strategies/click-as-classes';
import { confidentTeachers } from '../../../src/distill/strategies/confident-teachers';
import { InputError } from '../../../src/errors';

const logs = (...rows: number[][]) => Float32Array.from(rows.flat(), Math.log);
/** Sure of the first class, right in the second row; in doubt, and right in the first row by a little. */
const sure = logs([0.9, 0.1], [0.8, 0.2]);
const doubtful = logs([0.5, 0.5], [0.3, 0.7]);
const teachers = [sure, doubtful];
const probabilities = (logits: Float32Array) => [...softmaxRows({ logits, classes: 2, temperature: 1 })];
const entropy = (p: number) => -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
/** Weight of the first of two teachers by their losses. */
const share = (a: number, b: number, sharpness: number) => 1 / (1 + Math.exp(sharpness * (a - b)));

describe('confidentTeachers', () => {
  it('is the mean of the probabilities at sharpness 0', () => {
    const mean = meanOfProbabilities({ members: teachers, classes: 2 });
    const found = confidentTeachers({ teachers, classes: 2, labels: null, sharpness: 0 });
    mean.forEach((z, at) => {
      expect(found[at]).toBeCloseTo(z, 5);
    });
  });

  it('weighs by exp(−sharpness · entropy) where nothing was observed', () => {
    const w = share(entropy(0.9), entropy(0.5), 2);
    const found = probabilities(confidentTeachers({ teachers, classes: 2, labels: null, sharpness: 2 }));
    expect(found[0]).toBeCloseTo(w * 0.9 + (1 - w) * 0.5, 5);
    expect(w).toBeGreaterThan(0.7);
  });

  it('weighs by p[label]^sharpness where a label was observed', () => {
    const labels = Int32Array.from([-1, 1]);
    const found = probabilities(confidentTeachers({ teachers, classes: 2, labels, sharpness: 2 }));
    const w = 0.2 ** 2 / (0.2 ** 2 + 0.7 ** 2);
    expect(found[3]).toBeCloseTo(w * 0.2 + (1 - w) * 0.7, 5);
    // The first row has no label: its weight is by entropy still.
    const byEntropy = confidentTeachers({ teachers, classes: 2, labels: null, sharpness: 2 });
    expect(found[0]).toBeCloseTo(probabilities(byEntropy)[0], 6);
  });

  it('listens to one teacher where the sharpness is large, and stays finite for probabilities of 0', () => {
    const extreme = Float32Array.from([1e4, -1e4, -1e4, 1e4]);
    const labels = Int32Array.from([1, 1]);
    const settings = { teachers: [extreme, doubtful], classes: 2, labels, sharpness: 1e3 };
    const found = confidentTeachers(settings);
    expect(probabilities(found)[1]).toBeCloseTo(0.5, 6);
    expect(probabilities(found)[3]).toBeCloseTo(1, 6);
    expect([...found].every(Number.isFinite)).toBe(true);
  });

  it('is the same whatever the order of the teachers', () => {
    const settings = { classes: 2, labels: Int32Array.from([0, -1]), sharpness: 3 };
    const turned = confidentTeachers({ ...settings, teachers: [doubtful, sure] });
    confidentTeachers({ ...settings, teachers }).forEach((z, at) => {
      expect(turned[at]).toBeCloseTo(z, 6);
    });
  });

  it('gives clicks as two classes and back', () => {
    const logits = Float32Array.from([-2, 0, 3]);
    expect([...classesAsClick(clickAsClasses(logits))]).toEqual([-2, 0, 3]);
    const one = [clickAsClasses(logits)];
    const mixed = classesAsClick(
      confidentTeachers({ teachers: one, classes: 2, labels: null, sharpness: 1 }),
    );
    logits.forEach((z, row) => {
      expect(mixed[row]).toBeCloseTo(z, 5);
    });
  });
});

describe('chosenTeachers', () => {
  it('takes the teacher that is most right where a label was observed, else the most sure', () => {
    const choose = (labels: number[] | null) =>
      chosenTeachers({ teachers, classes: 2, labels: labels && Int32Array.from(labels) });
    expect([...choose(null).chosen]).toEqual([0, 0]);
    expect([...choose([1, 1]).chosen]).toEqual([1, 1]);
    expect([...choose([0, -1]).chosen]).toEqual([0, 0]);
    const mixed = choose([1, 0]);
    expect([...mixed.chosen]).toEqual([1, 0]);
    expect([...mixed.logits]).toEqual([...doubtful.slice(0, 2), ...sure.slice(2)]);
  });
});

describe('several teachers are refused', () => {
  const settings = { teachers, classes: 2, labels: null };
  it.each([
    ['none', { ...settings, teachers: [] }, /at least one teacher/],
    ['of other rows', { ...settings, teachers: [sure, sure.slice(2)] }, /all of the same rows/],
    ['with too few labels', { ...settings, labels: Int32Array.from([0]) }, /a label for each of the 2 rows/],
    ['with a label that is no class', { ...settings, labels: Int32Array.from([0, 2]) }, /labels\[1\]/],
    ['with unknown options', { ...settings, ...{ lables: null } }, /unknown option "lables"/],
  ])('%s', (_, options, message) => {
    expect(() => chosenTeachers(options)).toThrow(InputError);
    expect(() => chosenTeachers(options)).toThrow(message);
    expect(() => confidentTeachers({ ...options, sharpness: 1 })).toThrow(message);
    expect(() => confidentTeachers({ ...settings, sharpness: -1 })).toThrow(/sharpness/);
  });
});
