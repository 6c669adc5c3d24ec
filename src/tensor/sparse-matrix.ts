import * as tf from '@tensorflow/tfjs-node';
import { attribute, nativeOp, toInt64 } from './native';

/** A constant sparse matrix [rows, columns] that multiplies dense ones, with the gradient for the dense side. */
export class SparseMatrix {
  private readonly indices: tf.Tensor;
  private readonly values: tf.Tensor1D;
  private readonly shape: tf.Tensor;

  /** @param entries coordinates in row-major order */
  constructor(
    readonly rows: number,
    readonly columns: number,
    entries: { rows: Int32Array; columns: Int32Array; values: Float32Array },
  ) {
    const count = entries.values.length;
    const pairs = new Int32Array(2 * count);
    for (let i = 0; i < count; i++) {
      pairs[2 * i] = entries.rows[i];
      pairs[2 * i + 1] = entries.columns[i];
    }
    [this.indices, this.values, this.shape] = tf.tidy(() => [
      tf.keep(toInt64(tf.tensor2d(pairs, [count, 2], 'int32'))),
      tf.keep(tf.tensor1d(entries.values)),
      tf.keep(toInt64(tf.tensor1d([rows, columns], 'int32'))),
    ]);
  }

  /** this [rows, columns] · dense [columns, width] -> [rows, width], differentiable in `dense` */
  matMul(dense: tf.Tensor2D): tf.Tensor2D {
    const product = tf.customGrad((x) => ({
      value: this.product(x as tf.Tensor2D, false),
      gradFunc: (dy: tf.Tensor) => this.product(dy as tf.Tensor2D, true),
    }));
    return product(dense) as tf.Tensor2D;
  }

  private product(dense: tf.Tensor2D, transposed: boolean): tf.Tensor2D {
    return nativeOp<tf.Tensor2D>(
      'SparseTensorDenseMatMul',
      [
        attribute.float32('T'),
        attribute.int64('Tindices'),
        attribute.boolean('adjoint_a', transposed),
        attribute.boolean('adjoint_b', false),
      ],
      [this.indices, this.values, this.shape, dense],
    );
  }

  dispose(): void {
    for (const tensor of [this.indices, this.values, this.shape]) tensor.dispose();
  }
}
