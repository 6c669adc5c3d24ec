import { expect, test } from 'vitest';
import { ValueCounter } from '../../../src/data/click/count-values';
import { Random } from '../../../src/random';

test('counts are exact while there are few values', () => {
  const counter = new ValueCounter(3);
  for (const value of ['b', 'a', 'c', 'a', 'b', 'a', 'd']) counter.add(value);
  expect(counter.undercount).toBe(0);
  expect(counter.frequent(1, 10)).toEqual(['a', 'b', 'c', 'd']);
  expect(counter.frequent(2, 10)).toEqual(['a', 'b']);
  expect(counter.frequent(1, 1)).toEqual(['a']);
});

test('beyond its capacity a counter misses only what is rarer than its bound, and never counts too much', () => {
  const random = new Random(3);
  const capacity = 100;
  const counter = new ValueCounter(capacity);
  const truth = new Map<string, number>();
  const total = 50_000;
  for (let i = 0; i < total; i++) {
    const value = `v${Math.floor(20_000 * random.uniform() ** 6)}`;
    truth.set(value, (truth.get(value) ?? 0) + 1);
    counter.add(value);
  }
  expect(truth.size).toBeGreaterThan(2 * capacity);
  expect(counter.undercount).toBeGreaterThan(0);
  expect(counter.undercount).toBeLessThanOrEqual(total / capacity);
  const minCount = 300;
  const found = new Set(counter.frequent(minCount, 1000));
  for (const value of found) expect(truth.get(value)).toBeGreaterThanOrEqual(minCount);
  const sure = [...truth].filter(([, count]) => count >= minCount + counter.undercount);
  expect(sure.length).toBeGreaterThan(3);
  for (const [value] of sure) expect(found).toContain(value);
});
