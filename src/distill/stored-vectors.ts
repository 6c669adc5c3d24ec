import * as tf from '@tensorflow/tfjs-node';

/** Vectors side by side: [rows, width], row-major. */
export interface StoredVectors {
  readonly values: Float32Array;
  readonly width: number;
}

/** Some rows of a matrix that lies row by row. */
export function takeRows<T extends Int32Array | Float32Array>(values: T, width: number, rows: Int32Array): T {
  const taken = new (values.constructor as { new (size: number): T })(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return taken;
}

/** The vectors of some rows, [rows, width]. */
export function takeVectors({ values, width }: StoredVectors, rows: Int32Array): tf.Tensor2D {
  return tf.tensor2d(takeRows(values, width, rows), [rows.length, width]);
}
