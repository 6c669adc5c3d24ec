import { describe, expect, it } from 'vitest';
import {
  bootstrapRmseDifference,
  formatMeanAndInterval,
  meanAndInterval,
  pairedTTest,
  wilcoxonSignedRank,
} from '../../src/evaluate';
import { studentTCritical, studentTTail } from '../../src/evaluate/significance/student-t';
import { Random } from '../../src/random';
import { golden } from './golden';

function relativeError(found: number, wanted: number): number {
  return Math.abs(found - wanted) / Math.max(Math.abs(wanted), 1e-300);
}

describe("Student's t", () => {
  it.each(golden.studentT)('the two-sided tail of t = $t with $freedom degrees equals SciPy', (wanted) => {
    expect(relativeError(studentTTail(wanted), wanted.tail)).toBeLessThan(1e-9);
  });

  it.each(golden.critical)('the critical value for $tail with $freedom degrees equals SciPy', (wanted) => {
    expect(relativeError(studentTCritical(wanted), wanted.t)).toBeLessThan(1e-9);
  });

  it('with one degree of freedom is the arc tangent of Cauchy', () => {
    for (const t of [0.3, 1, 7]) {
      expect(studentTTail({ t, freedom: 1 })).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
    }
  });
});

describe('meanAndInterval', () => {
  it.each(golden.intervals)('equals SciPy', ({ values, mean, low, high }) => {
    const found = meanAndInterval(values);
    expect(found.mean).toBeCloseTo(mean, 12);
    expect(found.low).toBeCloseTo(low, 10);
    expect(found.high).toBeCloseTo(high, 10);
  });

  it('has no interval for a single value, and says so by null', () => {
    const single = meanAndInterval([0.9]);
    expect(single).toEqual({ mean: 0.9, low: null, high: null, deviation: null, count: 1 });
    expect(formatMeanAndInterval(single, 3)).toBe('0.900');
  });

  it('holds the true mean in about 95 of 100 draws', () => {
    const random = new Random(11);
    let held = 0;
    for (let i = 0; i < 2000; i++) {
      const { low, high } = meanAndInterval(random.normals(4, 1));
      if ((low as number) < 0 && (high as number) > 0) held++;
    }
    expect(held / 2000).toBeGreaterThan(0.93);
    expect(held / 2000).toBeLessThan(0.97);
  });

  it('is written as mean ± half width', () => {
    expect(formatMeanAndInterval(meanAndInterval([1, 1, 1]), 2)).toBe('1.00 ± 0.00');
  });
});

describe('pairedTTest', () => {
  it.each(golden.paired)('equals SciPy for $treatment.length pairs', (wanted) => {
    const found = pairedTTest({ treatment: wanted.treatment, baseline: wanted.baseline });
    expect(relativeError(found.t, wanted.t)).toBeLessThan(1e-9);
    expect(relativeError(found.p, wanted.p)).toBeLessThan(1e-8);
    expect(found.low).toBeCloseTo(wanted.low, 10);
    expect(found.high).toBeCloseTo(wanted.high, 10);
  });

  it('is p = 1 for equal samples and p = 0 for a constant difference', () => {
    expect(pairedTTest({ treatment: [1, 2], baseline: [1, 2] })).toMatchObject({ t: 0, p: 1 });
    expect(pairedTTest({ treatment: [1, 2], baseline: [2, 3] })).toMatchObject({ meanDifference: -1, p: 0 });
  });

  it('changes only its signs when treatment and baseline swap', () => {
    const { treatment, baseline } = golden.paired[0];
    const one = pairedTTest({ treatment, baseline });
    const other = pairedTTest({ treatment: baseline, baseline: treatment });
    expect(other.t).toBeCloseTo(-one.t, 12);
    expect(other.p).toBeCloseTo(one.p, 12);
    expect(other.low).toBeCloseTo(-one.high, 12);
  });

  it('refuses one pair and different lengths', () => {
    expect(() => pairedTTest({ treatment: [1], baseline: [2] })).toThrow(/one pair.*at least two/);
    expect(() => pairedTTest({ treatment: [1, 2], baseline: [2] })).toThrow(/2 rows and baseline has 1/);
  });
});

describe('wilcoxonSignedRank', () => {
  it.each(golden.paired)('equals SciPy for $treatment.length pairs', (wanted) => {
    const found = wilcoxonSignedRank({ treatment: wanted.treatment, baseline: wanted.baseline });
    expect(found.statistic).toBe(wanted.wilcoxonStatistic);
    expect(relativeError(found.p, wanted.wilcoxonP)).toBeLessThan(1e-9);
  });

  it('cannot go below 2 / 2ⁿ: five folds that all agree give p = 0.0625', () => {
    const found = wilcoxonSignedRank({ treatment: [1, 2, 3, 4, 5], baseline: [2, 4, 6, 8, 10] });
    expect(found.p).toBe(2 / 2 ** 5);
  });

  it('counts every assignment of signs where ranks are tied', () => {
    const differences = [1, 1, -1, 2, 2, 3, -3];
    const ranks = [2, 2, 2, 4.5, 4.5, 6.5, 6.5];
    const sumOf = (isPositive: (i: number) => boolean) =>
      ranks.reduce((sum, rank, i) => sum + (isPositive(i) ? rank : 0), 0);
    const total = sumOf(() => true);
    const positive = sumOf((i) => differences[i] > 0);
    const observed = Math.min(positive, total - positive);
    let asExtreme = 0;
    for (let signs = 0; signs < 2 ** 7; signs++) {
      if (sumOf((i) => ((signs >> i) & 1) === 1) <= observed) asExtreme++;
    }
    const found = wilcoxonSignedRank({ treatment: differences, baseline: differences.map(() => 0) });
    expect(found).toEqual({ statistic: observed, p: (2 * asExtreme) / 2 ** 7, count: 7 });
  });

  it('leaves equal pairs out', () => {
    expect(wilcoxonSignedRank({ treatment: [1, 2], baseline: [1, 2] })).toMatchObject({ p: 1, count: 0 });
  });
});

describe('bootstrapRmseDifference', () => {
  const random = new Random(5);
  const users = Array.from({ length: 2000 }, (_, row) => row % 100);
  const ratings = users.map(() => random.normal());
  const noisy = (deviation: number) => ratings.map((rating) => rating + deviation * random.normal());
  const good = noisy(0.9);
  const bad = noisy(1.1);

  it('finds a model that is better and an interval about the difference', () => {
    const found = bootstrapRmseDifference({
      treatment: good,
      baseline: bad,
      ratings,
      users,
      resamples: 500,
      random: new Random(1),
    });
    expect(found.difference).toBeCloseTo(-0.2, 1);
    expect(found.low).toBeLessThan(found.difference);
    expect(found.high).toBeGreaterThan(found.difference);
    expect(found.high).toBeLessThan(0);
    expect(found.p).toBeLessThan(0.05);
    expect(found.users).toBe(100);
  });

  it('finds nothing between a model and itself, and the same twice from one seed', () => {
    const options = { treatment: good, baseline: bad, ratings, users, resamples: 50 };
    expect(bootstrapRmseDifference({ ...options, baseline: good, random: new Random(1) })).toMatchObject({
      difference: 0,
      low: 0,
      high: 0,
      p: 1,
    });
    expect(bootstrapRmseDifference({ ...options, random: new Random(2) })).toEqual(
      bootstrapRmseDifference({ ...options, random: new Random(2) }),
    );
  });
});
