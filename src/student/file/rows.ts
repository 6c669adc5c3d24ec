/** A table of vectors, whatever form its numbers lie in. */
export interface Rows {
  readonly count: number;
  readonly width: number;
  /** Copies a row. */
  read(row: number, into: Float32Array, at?: number): void;
  /** ⟨query, row⟩ for the rows from .. to - 1, written to the start of `out`. */
  products(query: Float32Array, from: number, to: number, out: Float32Array): void;
  /** [count, width], row-major */
  all(): Float32Array;
}

/** Single precision. */
export class FloatRows implements Rows {
  readonly count: number;

  constructor(
    private readonly values: Float32Array,
    readonly width: number,
  ) {
    this.count = width === 0 ? 0 : values.length / width;
  }

  read(row: number, into: Float32Array, at = 0): void {
    const { values, width } = this;
    const start = row * width;
    for (let k = 0; k < width; k++) into[at + k] = values[start + k];
  }

  products(query: Float32Array, from: number, to: number, out: Float32Array): void {
    multiply({ table: this.values, width: this.width, query, from, to }, out);
  }

  all(): Float32Array {
    return this.values;
  }
}

/** Whole numbers from −127 to 127 with one scale a row: value = scale · number. */
export class ByteRows implements Rows {
  readonly count: number;

  constructor(
    private readonly values: Int8Array,
    readonly width: number,
    private readonly scales: Float32Array,
  ) {
    this.count = scales.length;
  }

  read(row: number, into: Float32Array, at = 0): void {
    const { values, width, scales } = this;
    for (let k = 0; k < width; k++) into[at + k] = scales[row] * values[row * width + k];
  }

  products(query: Float32Array, from: number, to: number, out: Float32Array): void {
    multiply({ table: this.values, width: this.width, query, from, to }, out);
    for (let row = from; row < to; row++) out[row - from] *= this.scales[row];
  }

  all(): Float32Array {
    const values = new Float32Array(this.count * this.width);
    for (let row = 0; row < this.count; row++) this.read(row, values, row * this.width);
    return values;
  }
}

/** Sums in double precision; four at once, so that no addition waits for the last one. */
function multiply(
  options: {
    readonly table: Float32Array | Int8Array;
    readonly width: number;
    readonly query: Float32Array;
    readonly from: number;
    readonly to: number;
  },
  out: Float32Array,
): void {
  const { table, width, query, from, to } = options;
  const whole = width & ~3;
  for (let row = from; row < to; row++) {
    const start = row * width;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let k = 0; k < whole; k += 4) {
      a += query[k] * table[start + k];
      b += query[k + 1] * table[start + k + 1];
      c += query[k + 2] * table[start + k + 2];
      d += query[k + 3] * table[start + k + 3];
    }
    for (let k = whole; k < width; k++) a += query[k] * table[start + k];
    out[row - from] = a + b + (c + d);
  }
}
