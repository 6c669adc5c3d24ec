import { expect, test } from 'vitest';
import { classOf, itemCounts, labelsOf, pairsOf, ratingsOf, userCounts } from '../../src/data';
import { tinyData } from './tiny-data';

const data = tinyData([
  [0, 1, 5, 1],
  [1, 1, 1, 2],
  [1, 0, 3, 3],
]);
const rows = Int32Array.of(2, 0);

test('labels are positions on the scale, in the order of the rows', () => {
  expect([...labelsOf(data, rows)]).toEqual([2, 4]);
  expect([...ratingsOf(data, rows)]).toEqual([3, 5]);
  expect(pairsOf(data, rows)).toEqual({ users: Int32Array.of(1, 0), items: Int32Array.of(0, 1) });
});

test('counts cover all users and items, also those without rows', () => {
  expect([...itemCounts(data, Int32Array.of(0, 1))]).toEqual([0, 2]);
  expect([...userCounts(data, Int32Array.of(2, 1))]).toEqual([0, 2]);
});

test('classOf finds a level also where it has been rounded to 32 bits, and refuses what is no level', () => {
  expect(classOf([0.1, 0.2, 3.3], Math.fround(3.3))).toBe(2);
  expect(() => classOf([1, 2], 1.5)).toThrow('rating must be one of the levels 1, 2, found 1.5');
});

test('a row that does not exist is refused', () => {
  expect(() => labelsOf(data, Int32Array.of(3))).toThrow('row 3 must be one of 0 .. 2');
});
