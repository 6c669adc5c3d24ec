import { expect, test } from 'vitest';
import { kneeOf, paretoFrontier } from '../../../src/deploy/compress/knee';

const points = (...pairs: [number, number][]) => pairs.map(([bytes, quality]) => ({ bytes, quality }));

test('the frontier holds what no other beats in both, smallest first', () => {
  expect(paretoFrontier(points([10, 0.5], [5, 0.4], [6, 0.3], [12, 0.5], [20, 0.9]))).toEqual([1, 0, 4]);
});

test('the knee lies furthest above the line from the smallest to the best', () => {
  // Heights over the line: 0, 0.8 − 0.2, 0.95 − 0.5, 0.
  expect(kneeOf(points([0, 0], [20, 0.8], [50, 0.95], [100, 1]))).toBe(1);
  expect(kneeOf(points([100, -0.9], [0, -1.2], [10, -0.91]))).toBe(2);
});

test('on a straight line, and with one or two points, it is the smallest', () => {
  expect(kneeOf(points([0, 0], [50, 0.5], [100, 1]))).toBe(0);
  expect(kneeOf(points([100, 1], [10, 0.2]))).toBe(1);
  expect(kneeOf(points([100, 0.1], [10, 0.2]))).toBe(1);
  expect(kneeOf([])).toBe(null);
});
