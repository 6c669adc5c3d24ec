import { expect, test } from 'vitest';
import { bucketCount, bucketOf, quantileEdges, squaredLogKey } from '../../../src/data/click/number-buckets';
import { Random } from '../../../src/random';

test('small whole numbers have buckets of their own, large ones that of the square of their logarithm', () => {
  expect([-2, -1, 0, 1, 2].map(squaredLogKey)).toEqual([-2, -1, 0, 1, 2]);
  for (const x of [3, 10, 100, 12_345]) {
    expect(squaredLogKey(x)).toBe(3 + Math.floor(Math.log(x) ** 2));
    expect(squaredLogKey(-x)).toBe(-squaredLogKey(x));
  }
});

test('keys never fall as numbers rise', () => {
  const random = new Random(1);
  const numbers = Array.from({ length: 2000 }, () => 20 * random.normal() ** 3).sort((a, b) => a - b);
  const keys = numbers.map(squaredLogKey);
  expect(keys.every((key, i) => i === 0 || key >= keys[i - 1])).toBe(true);
});

test('a number whose bucket training did not fill goes to the nearest that it did, a missing one to 0', () => {
  const buckets = { kind: 'squared-log', keys: [0, 2, 10, 40] } as const;
  expect(bucketCount(buckets)).toBe(5);
  expect(bucketOf(buckets, Number.NaN)).toBe(0);
  expect([-500, 0, 1, 2, Math.exp(Math.sqrt(9)), 1e300].map((x) => bucketOf(buckets, x))).toEqual([
    1, 1, 1, 2, 3, 4,
  ]);
});

test('without any number in training every number has id 0', () => {
  const buckets = { kind: 'squared-log', keys: [] } as const;
  expect([bucketCount(buckets), bucketOf(buckets, 7)]).toEqual([1, 0]);
});

test('quantile edges cut a sample into parts of one size', () => {
  const sample = Float64Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000);
  const edges = quantileEdges(sample, 4);
  expect(edges).toEqual([250, 500, 750]);
  const buckets = { kind: 'quantiles', edges } as const;
  expect(bucketCount(buckets)).toBe(5);
  const sizes = [0, 0, 0, 0, 0];
  for (const x of sample) sizes[bucketOf(buckets, x)]++;
  expect(sizes).toEqual([0, 250, 250, 250, 250]);
});

test('a value that fills several quantiles has one bucket, and none is empty', () => {
  const edges = quantileEdges(Float64Array.of(0, 0, 0, 0, 0, 0, 1, 5), 8);
  expect(edges).toEqual([1, 5]);
  expect(quantileEdges(Float64Array.of(3, 3, 3), 4)).toEqual([]);
  expect(quantileEdges(new Float64Array(0), 4)).toEqual([]);
});
