/** What a query is multiplied with: score = query · vector + bias, up to the rounding of float32 sums. */
export interface ProductTable {
  /** [items, width], row-major */
  readonly vectors: Float32Array;
  readonly width: number;
  /** [items]; null where there are none */
  readonly biases: Float32Array | null;
}

/** @throws RangeError where sizes do not fit together or a value is not finite */
export function checkTable({ vectors, width, biases }: ProductTable): void {
  const items = vectors.length / width;
  if (!Number.isInteger(items) || width < 1)
    throw new RangeError(`top-k: ${vectors.length} numbers are no whole rows of ${width}`);
  if (biases && biases.length !== items)
    throw new RangeError(`top-k: ${items} items need as many biases, found ${biases.length}`);
  const fault = vectors.findIndex((value) => !Number.isFinite(value));
  if (fault >= 0)
    throw new RangeError(`top-k: the vector of item ${Math.floor(fault / width)} is not finite`);
  const biasFault = biases ? biases.findIndex((value) => !Number.isFinite(value)) : -1;
  if (biasFault >= 0) throw new RangeError(`top-k: the bias of item ${biasFault} is not finite`);
}
