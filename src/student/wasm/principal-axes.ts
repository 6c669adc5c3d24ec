interface Turning {
  readonly matrix: Float64Array;
  readonly axes: Float64Array;
  readonly n: number;
  readonly negligible: number;
}

/** One Jacobi rotation in the plane of rows and columns p and q: entry [p, q] of the symmetric matrix
 * turns 0. */
function rotate({ matrix, axes, n, negligible }: Turning, p: number, q: number): void {
  const off = matrix[p * n + q];
  if (off * off <= negligible * Math.abs(matrix[p * n + p] * matrix[q * n + q])) return;
  const theta = (matrix[q * n + q] - matrix[p * n + p]) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  const turn = (values: Float64Array, a: number, b: number) => {
    const x = values[a];
    const y = values[b];
    values[a] = c * x - s * y;
    values[b] = s * x + c * y;
  };
  for (let i = 0; i < n; i++) turn(matrix, i * n + p, i * n + q);
  for (let i = 0; i < n; i++) turn(matrix, p * n + i, q * n + i);
  for (let i = 0; i < n; i++) turn(axes, p * n + i, q * n + i);
}

/**
 * Orthonormal axes of a symmetric matrix, largest eigenvalue first, by cyclic Jacobi rotations: exactly orthonormal, the
 * eigenvectors themselves as far as `negligible` says.
 * @param matrix [n, n], overwritten
 * @param negligible squared correlation of two axes that is left as it is; 0.001 will do for whoever only turns by them
 * @returns [n, n], one axis a row
 */
export function principalAxes(matrix: Float64Array, n: number, negligible: number): Float64Array {
  const axes = new Float64Array(n * n);
  for (let i = 0; i < n; i++) axes[i * n + i] = 1;
  const turning = { matrix, axes, n, negligible };
  for (let sweep = 0; sweep < 20; sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(turning, p, q);
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => matrix[b * n + b] - matrix[a * n + a]);
  const sorted = new Float64Array(n * n);
  for (const [place, axis] of order.entries()) sorted.set(axes.subarray(axis * n, axis * n + n), place * n);
  return sorted;
}
