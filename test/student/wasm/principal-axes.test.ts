import { expect, test } from 'vitest';
import { Random } from '../../../src/random';
import { principalAxes } from '../../../src/student/wasm/principal-axes';

test('the axes of [[2, 1], [1, 2]] are the diagonals, the longer one first', () => {
  const axes = principalAxes(Float64Array.of(2, 1, 1, 2), 2, 1e-3).map(Math.abs);
  for (const value of axes) expect(value).toBeCloseTo(Math.SQRT1_2, 12);
});

test('axes are orthonormal, and leave next to no correlations', () => {
  const n = 12;
  const rows = Array.from({ length: 40 }, (_, i) => new Random(i + 1).normals(n, 1));
  const moments = new Float64Array(n * n);
  for (const row of rows)
    for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) moments[a * n + b] += row[a] * row[b] * (a + 1);
  for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) moments[a * n + b] = moments[b * n + a];
  const before = moments.slice();
  const axes = principalAxes(moments, n, 1e-3);
  const axis = (i: number) => axes.subarray(i * n, (i + 1) * n);
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, d) => sum + value * b[d], 0);
  const moment = (i: number, j: number) =>
    dot(
      axis(i),
      Array.from({ length: n }, (_, a) => dot(before.subarray(a * n, (a + 1) * n), axis(j))),
    );
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      expect(dot(axis(i), axis(j))).toBeCloseTo(i === j ? 1 : 0, 12);
      if (i !== j) expect(moment(i, j) ** 2).toBeLessThan(2e-3 * Math.abs(moment(i, i) * moment(j, j)));
      if (i > 0) expect(moment(i, i)).toBeLessThanOrEqual(1.01 * moment(i - 1, i - 1));
    }
});
