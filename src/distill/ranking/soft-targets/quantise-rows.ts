/** Numbers on a grid of their row's own: value = low + code · step. */
export interface QuantisedRows {
  /** [rows, k], 0 .. 2^bits - 1 */
  readonly codes: Int32Array;
  /** [rows], the smallest value of each row */
  readonly low: Float32Array;
  /** [rows], (largest - smallest) / (2^bits - 1) */
  readonly step: Float32Array;
}

/**
 * Rounds each row to a grid between its smallest and its largest value:
 *   code = round((z - low) / step), step = (high - low) / (2^bits - 1)
 * so that |z' - z| ≤ (high - low) / (2 · (2^bits - 1)), and no two values change their order (though they may become
 * equal). Single precision of `low` and `step` adds at most 2^-21 · max|z|.
 * @param options.values [rows, k], row-major, finite
 */
export function quantiseRows(options: {
  readonly values: Float32Array;
  readonly k: number;
  readonly bits: 8 | 16;
}): QuantisedRows {
  const { values, k, bits } = options;
  const top = 2 ** bits - 1;
  const rows = values.length / k;
  const quantised = {
    codes: new Int32Array(values.length),
    low: new Float32Array(rows),
    step: new Float32Array(rows),
  };
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * k, (row + 1) * k);
    const [low, high] = own.reduce(([a, b], z) => [Math.min(a, z), Math.max(b, z)], [own[0], own[0]]);
    const step = Math.fround((high - low) / top);
    quantised.low[row] = low;
    quantised.step[row] = step;
    if (step === 0) continue;
    for (let i = 0; i < k; i++) {
      quantised.codes[row * k + i] = Math.min(top, Math.round((own[i] - low) / step));
    }
  }
  return quantised;
}

/** The values that codes stand for; each code with the low and the step of its row. */
export function dequantise(codes: Int32Array, low: Float32Array, step: Float32Array): Float32Array {
  return Float32Array.from(codes, (code, at) => low[at] + code * step[at]);
}
