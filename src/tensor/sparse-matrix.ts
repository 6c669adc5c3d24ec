import * as tf from '@tensorflow/tfjs-node';
import { attribute, nativeOp, toInt64 } from './native';

/** Coordinates in row-major order, none twice. */
export interface SparseEntries {
  rows: Int32Array;
  columns: Int32Array;
  values: Float32Array;
}

/** Above this many cells a dense copy costs too much memory: 16 million are 64 MB. */
const MOST_DENSE_CELLS = 16e6;
/** A dense product does about this many cells in the time that the sparse one takes for one entry. */
const CELLS_PER_ENTRY = 400;

/**
 * A constant sparse matrix [rows, columns] that multiplies dense ones, with the gradient for the dense side. A small
 * one is stored dense, which is up to twenty times as fast; the product is the same.
 */
export class SparseMatrix {
  private readonly storage:
    | { dense: tf.Tensor2D }
    | { indices: tf.Tensor; values: tf.Tensor1D; shape: tf.Tensor };

  constructor(
    readonly rows: number,
    readonly columns: number,
    entries: SparseEntries,
  ) {
    const cells = rows * columns;
    const isDense = cells <= MOST_DENSE_CELLS && cells <= CELLS_PER_ENTRY * entries.values.length;
    this.storage = isDense ? this.storeDense(entries) : this.storeSparse(entries);
  }

  private storeDense(entries: SparseEntries) {
    const cells = new Float32Array(this.rows * this.columns);
    entries.values.forEach((value, i) => {
      cells[entries.rows[i] * this.columns + entries.columns[i]] = value;
    });
    return { dense: tf.keep(tf.tensor2d(cells, [this.rows, this.columns])) };
  }

  private storeSparse(entries: SparseEntries) {
    const count = entries.values.length;
    const pairs = new Int32Array(2 * count);
    for (let i = 0; i < count; i++) {
      pairs[2 * i] = entries.rows[i];
      pairs[2 * i + 1] = entries.columns[i];
    }
    return tf.tidy(() => ({
      indices: tf.keep(toInt64(tf.tensor2d(pairs, [count, 2], 'int32'))),
      values: tf.keep(tf.tensor1d(entries.values)),
      shape: tf.keep(toInt64(tf.tensor1d([this.rows, this.columns], 'int32'))),
    }));
  }

  /** this [rows, columns] · dense [columns, width] -> [rows, width], differentiable in `dense` */
  matMul(dense: tf.Tensor2D): tf.Tensor2D {
    const product = tf.customGrad((x) => ({
      value: this.product(x as tf.Tensor2D, false),
      gradFunc: (dy: tf.Tensor) => this.product(dy as tf.Tensor2D, true),
    }));
    return product(dense) as tf.Tensor2D;
  }

  private product(right: tf.Tensor2D, transposed: boolean): tf.Tensor2D {
    if ('dense' in this.storage) return tf.matMul(this.storage.dense, right, transposed);
    const { indices, values, shape } = this.storage;
    return nativeOp<tf.Tensor2D>(
      'SparseTensorDenseMatMul',
      [
        attribute.float32('T'),
        attribute.int64('Tindices'),
        attribute.boolean('adjoint_a', transposed),
        attribute.boolean('adjoint_b', false),
      ],
      [indices, values, shape, right],
    );
  }

  dispose(): void {
    for (const tensor of Object.values(this.storage)) tensor.dispose();
  }
}
