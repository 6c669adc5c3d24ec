import { expect, test } from 'vitest';
import { holmAdjusted } from '../../../src/evaluate';

test('holmAdjusted multiplies by the number of hypotheses that are left, and never falls', () => {
  // Sorted: 0.005 · 4, 0.01 · 3, 0.03 · 2, 0.04 · 1 raised to the one before it
  expect(holmAdjusted([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
});

test('holmAdjusted leaves a single p as it is, and ends at 1', () => {
  expect(holmAdjusted([0.2])).toEqual([0.2]);
  expect(holmAdjusted([0.6, 0.9])).toEqual([1, 1]);
  expect(holmAdjusted([])).toEqual([]);
});

test('holmAdjusted refuses what is no probability, with its place', () => {
  expect(() => holmAdjusted([0.1, Number.NaN])).toThrow('p[1] must be a number from 0 to 1, found NaN');
  expect(() => holmAdjusted([1.1])).toThrow('p[0]');
});
