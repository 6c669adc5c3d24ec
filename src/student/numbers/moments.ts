import type { Rows } from '../file/rows';

export interface Moments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Mean and variance of each column over the rows; of no rows 0 and 1. */
export function moments(rows: Pick<Rows, 'count' | 'width' | 'read'>): Moments {
  const { count, width } = rows;
  const [mean, squares] = [new Float64Array(width), new Float64Array(width)];
  const own = new Float32Array(width);
  for (let row = 0; row < count; row++) {
    rows.read(row, own);
    for (let k = 0; k < width; k++) {
      mean[k] += own[k] / count;
      squares[k] += own[k] ** 2 / count;
    }
  }
  const variance = squares.map((square, k) => (count === 0 ? 1 : Math.max(square - mean[k] ** 2, 1e-6)));
  return { mean, variance };
}

/** Mean squared length of the rows. */
export function meanSquare(rows: Rows): number {
  const { mean, variance } = moments(rows);
  return mean.reduce((sum, value, k) => sum + value * value + variance[k], 0);
}
