import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors';
import { clusteredDifference, clusterSums, pairedTTest } from '../../src/evaluate';
import { Random } from '../../src/random';

const random = new Random(5);
const baseline = random.normals(40, 1);
const treatment = baseline.map((value) => value - 0.2 + 0.5 * random.normal());
const alone = Int32Array.from({ length: 40 }, (_, i) => i);

describe('clusteredDifference', () => {
  it('is the paired t-test where every row is a cluster of its own', () => {
    const found = clusteredDifference([clusterSums({ treatment, baseline, clusters: alone })]);
    const wanted = pairedTTest({ treatment, baseline });
    expect(found.meanDifference).toBeCloseTo(wanted.meanDifference, 12);
    expect(found.low).toBeCloseTo(wanted.low, 10);
    expect(found.high).toBeCloseTo(wanted.high, 10);
    expect(found.p).toBeCloseTo(wanted.p, 10);
  });

  it('does not grow more certain when every row is written down three times', () => {
    const thrice = (values: ArrayLike<number>) => Array.from({ length: 120 }, (_, i) => values[i % 40]);
    const once = clusteredDifference([clusterSums({ treatment, baseline, clusters: alone })]);
    const found = clusteredDifference([
      clusterSums({ treatment: thrice(treatment), baseline: thrice(baseline), clusters: thrice(alone) }),
    ]);
    expect(found.meanDifference).toBeCloseTo(once.meanDifference, 12);
    expect(found.p).toBeCloseTo(once.p, 10);
  });

  it('of two clusters of 1 and 3 rows is what the formula gives by hand', () => {
    const sums = clusterSums({ treatment: [2, 1, 1, 1], baseline: [0, 0, 0, 0], clusters: [7, 9, 9, 9] });
    expect(sums).toEqual({ rows: 4, clusters: 2, difference: 5, squares: 13, products: 11, sizes: 10 });
    const delta = 5 / 4;
    const deviation = Math.sqrt((2 * ((2 - delta) ** 2 + (3 - 3 * delta) ** 2)) / 16);
    const found = clusteredDifference([sums]);
    expect(found.meanDifference).toBe(delta);
    expect(found.p).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(delta / deviation), 12);
  });

  it('of sums in two parts is that of all rows, as long as no cluster is in both', () => {
    const part = (from: number, to: number) =>
      clusterSums({
        treatment: treatment.slice(from, to),
        baseline: baseline.slice(from, to),
        clusters: alone.slice(from, to).map((row) => row >> 1),
      });
    const whole = clusteredDifference([part(0, 40)]);
    const parts = clusteredDifference([part(0, 14), part(14, 40)]);
    expect(parts.clusters).toBe(20);
    expect(parts.p).toBeCloseTo(whole.p, 10);
    expect(parts.meanDifference).toBeCloseTo(whole.meanDifference, 12);
  });

  it('changes its sign, and nothing else, when the two models change places', () => {
    const clusters = alone.map((row) => row % 9);
    const one = clusteredDifference([clusterSums({ treatment, baseline, clusters })]);
    const other = clusteredDifference([clusterSums({ treatment: baseline, baseline: treatment, clusters })]);
    expect(other.meanDifference).toBeCloseTo(-one.meanDifference, 12);
    expect(other.p).toBeCloseTo(one.p, 10);
    expect(one.p).toBeLessThan(0.5);
  });

  it('refuses a single cluster, which says nothing of others', () => {
    const sums = clusterSums({ treatment: [1, 2], baseline: [0, 0], clusters: [3, 3] });
    expect(() => clusteredDifference([sums])).toThrow(InputError);
  });
});
