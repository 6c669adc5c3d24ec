import { describe, expect, it } from 'vitest';
import {
  choosePairsToLabel,
  teacherUncertainty,
} from '../../../src/distill/strategies/choose-pairs-to-label';
import { InputError } from '../../../src/errors';
import { Random } from '../../../src/random';

const logs = (...rows: number[][]) => Float32Array.from(rows.flat(), Math.log);

describe('teacherUncertainty', () => {
  // Both in doubt and of one mind; sure and of two minds; sure and of one mind.
  const teachers = [logs([0.5, 0.5], [0.9, 0.1], [0.9, 0.1]), logs([0.5, 0.5], [0.1, 0.9], [0.9, 0.1])];
  const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1));
  const found = (measure: 'entropy' | 'disagreement') => [
    ...teacherUncertainty({ teachers, classes: 2, measure }),
  ];
  const near = (values: number[], expected: number[]) =>
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });

  it('is the entropy of the mean', () => {
    near(found('entropy'), [Math.LN2, Math.LN2, entropy]);
  });

  it('is what the teachers’ differing adds to it', () => {
    near(found('disagreement'), [0, Math.LN2 - entropy, 0]);
  });

  it('refuses an unknown measure', () => {
    const measure = 'margin' as 'entropy';
    expect(() => teacherUncertainty({ teachers, classes: 2, measure })).toThrow(InputError);
  });
});

describe('choosePairsToLabel', () => {
  // Two clusters on a line, and the most unsure rows all in the first.
  const vectors = { values: Float32Array.from([0, 0.1, 0.2, 10, 10.1]), width: 1 };
  const uncertainty = Float32Array.from([0.7, 0.9, 0.8, 0.3, 0.2]);
  const choose = (diversity: number, count = 3) => [
    ...choosePairsToLabel({ uncertainty, vectors, count, diversity }),
  ];

  it('takes the most unsure at diversity 0', () => {
    expect(choose(0)).toEqual([1, 2, 0]);
  });

  it('takes the farthest from those chosen at diversity 1', () => {
    // From 0.1: 10.1 is farthest; then 0 and 0.2 and 10 are each 0.1 away, up to rounding.
    expect(choose(1, 2)).toEqual([1, 4]);
  });

  it('weighs both between', () => {
    // (0.3/0.9)^½ · 1 against (0.8/0.9)^½ · (0.1/10)^½: the other cluster, and there the more unsure.
    expect(choose(0.5, 2)).toEqual([1, 3]);
  });

  it('covers more of the space than uncertainty alone, and never takes a row twice', () => {
    const random = new Random(3);
    const many = { values: random.normals(400, 1), width: 2 };
    const unsure = Float32Array.from({ length: 200 }, () => random.uniform());
    const radius = (diversity: number) => {
      const chosen = choosePairsToLabel({ uncertainty: unsure, vectors: many, count: 20, diversity });
      expect(new Set(chosen).size).toBe(20);
      const distance = (a: number, b: number) =>
        Math.hypot(many.values[2 * a] - many.values[2 * b], many.values[2 * a + 1] - many.values[2 * b + 1]);
      return Math.max(
        ...Array.from(unsure.keys(), (row) => Math.min(...Array.from(chosen, (c) => distance(row, c)))),
      );
    };
    expect(radius(1)).toBeLessThan(0.7 * radius(0));
  });

  it('takes all rows where all are asked for, and stands alike ones', () => {
    expect(choose(0.5, 5).sort()).toEqual([0, 1, 2, 3, 4]);
    const same = { values: new Float32Array(4), width: 1 };
    const none = new Float32Array(4);
    expect([...choosePairsToLabel({ uncertainty: none, vectors: same, count: 3, diversity: 0.5 })]).toEqual([
      0, 1, 2,
    ]);
  });

  it.each([
    ['more rows than there are', { count: 6 }, /there are 5 rows/],
    ['no rows', { count: 0 }, /count/],
    ['a diversity of 2', { diversity: 2 }, /diversity/],
    ['vectors of other rows', { vectors: { values: new Float32Array(4), width: 1 } }, /found 4/],
    [
      'an uncertainty that is none',
      { uncertainty: Float32Array.from([0, 0, Number.NaN, 0, 0]) },
      /uncertainty\[2\]/,
    ],
    ['unknown options', { seed: 1 }, /unknown option "seed"/],
  ])('refuses %s', (_, wrong, message) => {
    const options = { uncertainty, vectors, count: 2, diversity: 0.5, ...wrong };
    expect(() => choosePairsToLabel(options)).toThrow(InputError);
    expect(() => choosePairsToLabel(options)).toThrow(message);
  });
});
