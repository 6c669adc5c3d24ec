import { expect, test } from 'vitest';
import { lowRank } from '../../../src/deploy/compress/low-rank';
import { Random } from '../../../src/random';

const squaredDistance = (values: Float32Array, width: number, rank: number): number => {
  const { left, right } = lowRank({ values, width, rank });
  return values.reduce((sum, x, i) => {
    const [row, k] = [Math.floor(i / width), i % width];
    let near = 0;
    for (let r = 0; r < rank; r++) near += left[row * rank + r] * right[r * width + k];
    return sum + (x - near) ** 2;
  }, 0);
};

test('a matrix of rank 2 is the product of two columns and two rows', () => {
  const [a, b] = [new Random(1).normals(20, 1), new Random(2).normals(20, 1)];
  const values = Float32Array.from({ length: 100 }, (_, i) => {
    const [row, k] = [Math.floor(i / 5), i % 5];
    return a[row] * (k + 1) + b[row] * (k % 2);
  });
  expect(squaredDistance(values, 5, 2)).toBeLessThan(1e-9);
  expect(squaredDistance(values, 5, 1)).toBeGreaterThan(1e-2);
});

test('what a lower rank leaves out is the sum of the smallest squared singular values', () => {
  // U diag(5, 3, 1) Vᵀ with U and V from rotations by hand: singular values are 5, 3, 1.
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const u = [
    [c, -s, 0],
    [s, c, 0],
    [0, 0, 1],
    [0, 0, 0],
  ];
  const v = [
    [1, 0, 0],
    [0, c, s],
    [0, -s, c],
  ];
  const values = Float32Array.from({ length: 12 }, (_, i) => {
    const [row, k] = [Math.floor(i / 3), i % 3];
    return [5, 3, 1].reduce((sum, size, r) => sum + size * u[row][r] * v[k][r], 0);
  });
  expect(squaredDistance(values, 3, 2)).toBeCloseTo(1, 4);
  expect(squaredDistance(values, 3, 1)).toBeCloseTo(1 + 9, 4);
  expect(squaredDistance(values, 3, 3)).toBeLessThan(1e-9);
});

test('ranks beyond the width are refused', () => {
  expect(() => lowRank({ values: new Float32Array(6), width: 3, rank: 4 })).toThrow(/1 .. 3/);
});
