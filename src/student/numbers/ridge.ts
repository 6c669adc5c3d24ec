/**
 * The x that minimises ½ xᵀ A x − bᵀ x, that is A x = b, by Cholesky's A = L Lᵀ.
 * @param a [size, size], symmetric and positive definite; overwritten
 * @param b [size]; overwritten by x
 */
export function solve(a: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j];
      for (let k = 0; k < j; k++) sum -= a[i * size + k] * a[j * size + k];
      a[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / a[j * size + j];
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) b[i] -= a[i * size + k] * b[k];
    b[i] /= a[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) b[i] -= a[k * size + i] * b[k];
    b[i] /= a[i * size + i];
  }
  return b;
}

/** a += weight · x xᵀ */
export function addOuter(a: Float64Array, x: Float32Array, weight: number): void {
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < x.length; j++) a[i * x.length + j] += weight * x[i] * x[j];
}
