/** What a query is multiplied with: score = query · vector + bias, up to the rounding of float32 sums. */
export interface ProductTable {
  /** [items, width], row-major */
  readonly vectors: Float32Array;
  readonly width: number;
  /** [items]; null where there are none */
  readonly biases: Float32Array | null;
}

export function isFiniteTable({ vectors, biases }: ProductTable): boolean {
  return vectors.every(Number.isFinite) && (biases === null || biases.every(Number.isFinite));
}
