import { expect, test } from 'vitest';
import { implicitFeedback, isImplicit } from '../../src/data';
import { tinyData } from './tiny-data';

const data = tinyData(
  [
    [0, 0, 5, 1],
    [0, 1, 2, 2],
    [1, 2, 3, 3],
    [1, 0, 4, 4],
  ],
  { publishedFolds: { u1: { train: Int32Array.from([0, 1, 2]), test: Int32Array.from([3]) } } },
);

test('rows with a high enough rating are kept as ones; users, items and times stay', () => {
  const implicit = implicitFeedback({ data, atLeast: 4 });
  expect([...implicit.interactions.users]).toEqual([0, 1]);
  expect([...implicit.interactions.items]).toEqual([0, 0]);
  expect([...implicit.interactions.ratings]).toEqual([1, 1]);
  expect([...(implicit.interactions.timestamps ?? [])]).toEqual([1, 4]);
  expect(implicit.levels).toEqual([1]);
  expect(implicit.items).toBe(data.items);
  expect(implicit.report).toMatchObject({ read: 4, kept: 2, issues: { 'below-threshold': 2 } });
  expect([isImplicit(data), isImplicit(implicit)]).toEqual([false, true]);
});

test('without a threshold every row is kept', () => {
  expect(implicitFeedback({ data, atLeast: null }).report).toMatchObject({ kept: 4, issues: {} });
});

test('published folds follow the rows that are left', () => {
  const { publishedFolds } = implicitFeedback({ data, atLeast: 3 });
  expect([...publishedFolds.u1.train]).toEqual([0, 1]);
  expect([...publishedFolds.u1.test]).toEqual([2]);
});

test('each threshold has a hash of its own', () => {
  const hashes = [null, 3, 4].map((atLeast) => implicitFeedback({ data, atLeast }).hash);
  expect(new Set([...hashes, data.hash]).size).toBe(4);
});

test('a threshold that leaves nothing is refused', () => {
  expect(() => implicitFeedback({ data, atLeast: 6 })).toThrow('expected ratings of at least 6');
});
