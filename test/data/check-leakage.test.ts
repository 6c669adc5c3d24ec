import { expect, test } from 'vitest';
import { checkLeakage, Split, type TimeOrder } from '../../src/data';
import { tinyData } from './tiny-data';

const data = tinyData([
  [0, 0, 1, 10],
  [0, 1, 2, 20],
  [0, 2, 3, 30],
  [1, 0, 4, 5],
  [1, 1, 5, 15],
  [1, 2, 5, 40],
]);

function split(
  train: number[],
  validation: number[],
  test: number[],
  order: TimeOrder | null = null,
  of = data,
): Split {
  const [a, b, c] = [train, validation, test].map((rows) => Int32Array.from(rows));
  return new Split('made by hand', of, a, b, c, 'hash', order);
}

test('a division without overlap passes', () => {
  expect(() => checkLeakage(split([0, 3], [1, 4], [2, 5], 'global'))).not.toThrow();
  expect(() => checkLeakage(split([0, 3], [1, 4], [2, 5], 'per-user'))).not.toThrow();
  expect(() => checkLeakage(split([3, 0], [4, 1], [2, 5]))).not.toThrow();
});

test('a test row in train is found', () => {
  expect(() => checkLeakage(split([0, 5], [1], [5]))).toThrow(
    'row 5 (user u1, item i2) is in test, and it is in train already',
  );
});

test('the same user and item in two rows of two parts are found', () => {
  const twice = tinyData([
    [0, 0, 1, 10],
    [0, 1, 2, 20],
    [0, 0, 5, 30],
  ]);
  expect(() => checkLeakage(split([0], [1], [2], null, twice))).toThrow('the same pair is in train already');
});

test('a pair that comes again is an event of its own in implicit data under an order of time, and a leak without', () => {
  const events: [number, number, number, number][] = [
    [0, 0, 1, 10],
    [0, 1, 1, 20],
    [0, 0, 1, 30],
  ];
  const implicit = tinyData(events, { levels: [1] });
  expect(() => checkLeakage(split([0], [1], [2], 'per-user', implicit))).not.toThrow();
  expect(() => checkLeakage(split([2], [1], [0], 'per-user', implicit))).toThrow('leaks the future');
  expect(() => checkLeakage(split([0, 2], [1], [2], 'per-user', implicit))).toThrow('and it is in train');
  expect(() => checkLeakage(split([0], [1], [2], null, implicit))).toThrow('the same pair is in train');
});

test('without timestamps the later row of a user is the younger, and a global order cannot be checked', () => {
  const timeless = { ...data, interactions: { ...data.interactions, timestamps: null } };
  expect(() => checkLeakage(split([0, 3], [1, 4], [2, 5], 'per-user', timeless))).not.toThrow();
  expect(() => checkLeakage(split([1], [0], [2], 'per-user', timeless))).toThrow('leaks the future');
  expect(() => checkLeakage(split([0, 3], [1, 4], [2, 5], 'global', timeless))).toThrow('needs timestamps');
});

test('a training row from the future of a test row is found under a split by time', () => {
  expect(() => checkLeakage(split([0, 5], [1], [2], 'global'))).toThrow(
    'row 5 (user u1, item i2) of train is from 40, after row 1 (user u0, item i1) of validation from 20',
  );
  expect(() => checkLeakage(split([2], [1], [0], 'per-user'))).toThrow('leaks the future');
  // Another user's future is no leak where the order holds within each user.
  expect(() => checkLeakage(split([5], [0], [1, 2], 'per-user'))).not.toThrow();
});

test('a row that the data do not have is found, and the test part stays sealed after the look', () => {
  expect(() => checkLeakage(split([0, 99], [1], [2]))).toThrow('found row 99 in train');
  const sealed = split([0], [1], [2]);
  checkLeakage(sealed);
  expect([...sealed.takeTest('report')]).toEqual([2]);
});
