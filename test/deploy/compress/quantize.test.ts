import { describe, expect, test } from 'vitest';
import { type ClipRule, clipsOf } from '../../../src/deploy/compress/clip';
import { quantizeGroups } from '../../../src/deploy/compress/int4-groups';
import { quantizeRows } from '../../../src/deploy/compress/int8-rows';
import { magnitudeMask } from '../../../src/deploy/compress/magnitude-mask';
import { packScales } from '../../../src/deploy/compress/scales';
import { Random } from '../../../src/random';

const max = { calibration: { kind: 'max' }, columnWeights: null } as const;
const values = new Random(4).normals(60 * 7, 1).map((x, i) => x * (1 + (i % 60)) * 0.03);

describe('int8 rows', () => {
  test('are within half a scale of what they stand for', () => {
    const { numbers, scales } = quantizeRows({ values, width: 7, how: max });
    values.forEach((x, i) => {
      const scale = scales.values[Math.floor(i / 7)];
      expect(Math.abs(x - scale * numbers[i])).toBeLessThanOrEqual((scale / 2) * (1 + 1e-6));
    });
  });

  test('use a scale of a 127th of the largest where all rows have the same', () => {
    const { numbers, scales } = quantizeRows({
      values: Float32Array.of(127, -64, 1, 0, 3, -127),
      width: 3,
      how: max,
    });
    expect(scales.values[0]).toBeCloseTo(1, 5);
    expect(Array.from(numbers)).toEqual([127, -64, 1, 0, 3, -127]);
  });

  test('of zeros stay zeros', () => {
    const { numbers, scales } = quantizeRows({ values: new Float32Array(6), width: 3, how: max });
    expect([...numbers, ...scales.values]).toEqual(new Array(8).fill(0));
  });

  test('of a clip below the largest cut that off and nothing else', () => {
    const row = Float32Array.of(1, -0.5, 10, 0.25);
    const how = { calibration: { kind: 'percentile', percentile: 0.75 } as ClipRule, columnWeights: null };
    const { numbers, scales } = quantizeRows({ values: row, width: 4, how });
    expect(numbers[2]).toBe(127);
    expect(scales.values[0]).toBeCloseTo(1 / 127, 5);
    expect(scales.values[0] * numbers[1]).toBeCloseTo(-0.5, 2);
  });
});

describe('four-bit groups', () => {
  test('are within half a scale of what they stand for, read as the student reads them', () => {
    for (const [width, groupWidth] of [
      [7, 3],
      [7, 16],
      [5, 1],
      [5, 4],
    ]) {
      const own = values.subarray(0, 60 * width);
      const { halves, groups, scales } = quantizeGroups({ values: own, width, groupWidth, how: max });
      const perGroup = Math.ceil(width / groups);
      own.forEach((x, i) => {
        const [row, k] = [Math.floor(i / width), i % width];
        const half = (halves[row * Math.ceil(width / 2) + (k >> 1)] >> (4 * (k & 1))) & 15;
        const scale = scales.values[row * groups + Math.floor(k / perGroup)];
        expect(Math.abs(x - scale * ((half ^ 8) - 8))).toBeLessThanOrEqual((scale / 2) * (1 + 1e-6));
      });
    }
  });

  test('want a whole number of columns', () => {
    expect(() => quantizeGroups({ values, width: 7, groupWidth: 0, how: max })).toThrow(/groupWidth/);
  });
});

test('scales are stored no smaller than they are, and by less than a unit larger', () => {
  const scales = Float32Array.from({ length: 200 }, (_, i) => (i * 0.37) ** 2);
  const { values: stored, unit } = packScales(scales);
  scales.forEach((scale, i) => {
    expect(stored[i]).toBeGreaterThanOrEqual(scale);
    expect(stored[i]).toBeLessThan(scale + unit[0] * 1.001);
  });
});

describe('the clip', () => {
  const row = Float32Array.of(-3, 1, 2, 0.5);
  const clip = (calibration: ClipRule, columnWeights: Float64Array | null = null, levels = 7) =>
    clipsOf({ values: row, width: 4, levels, calibration, columnWeights })[0];

  test('is the largest magnitude, or that below which a share of what requests ask lies', () => {
    expect(clip({ kind: 'max' })).toBe(3);
    expect(clip({ kind: 'percentile', percentile: 0.75 })).toBe(2);
    expect(clip({ kind: 'percentile', percentile: 1 })).toBe(3);
    // Nobody asks for column 0, so that its outlier sets nothing.
    expect(clip({ kind: 'percentile', percentile: 1 }, Float64Array.of(0, 1, 1, 1))).toBe(2);
  });

  test('by squared error is never worse than the largest, and better where an outlier is not asked for', () => {
    const error = (of: number, weights: number[]) => {
      const scale = of / 7;
      const near = (x: number) => scale * Math.max(-7, Math.min(7, Math.round(x / scale)));
      return row.reduce((sum, x, k) => sum + weights[k] * (x - near(x)) ** 2, 0);
    };
    for (const weights of [
      [1, 1, 1, 1],
      [0.001, 5, 1, 3],
    ]) {
      const found = clip({ kind: 'squared-error' }, Float64Array.from(weights));
      expect(error(found, weights)).toBeLessThanOrEqual(error(3, weights));
    }
    expect(clip({ kind: 'squared-error' }, Float64Array.of(1e-9, 1, 1, 1))).toBeLessThan(3);
  });

  test('refuses a percentile that is none', () => {
    expect(() => clip({ kind: 'percentile', percentile: 0 })).toThrow(/above 0/);
  });
});

test('the mask keeps the larger share, and of equal numbers the earlier', () => {
  const values = Float32Array.of(3, -1, 0.5, 1, -4, 1);
  expect(Array.from(magnitudeMask({ values, share: 0.5 }))).toEqual([1, 1, 0, 0, 1, 0]);
  expect(Array.from(magnitudeMask({ values, share: 0 }))).toEqual([1, 1, 1, 1, 1, 1]);
  expect(() => magnitudeMask({ values, share: 1.5 })).toThrow(/0 .. 1/);
});
