import * as tf from '@tensorflow/tfjs-node';
import { attribute, nativeOp, nativeOps } from './native';

let created = 0;

/**
 * A variable that TensorFlow keeps and updates in place. A tensor that was read shares its memory until the next
 * write: dispose reads before writing, or TensorFlow copies the whole variable.
 */
export class NativeVariable {
  readonly shape: number[];
  readonly size: number;
  private readonly handle: tf.Tensor;

  constructor(values: Float32Array, shape: number[]) {
    this.shape = shape;
    this.size = tf.util.sizeFromShape(shape);
    if (values.length !== this.size) {
      throw new RangeError(
        `NativeVariable: expected ${this.size} values for shape [${shape}], found ${values.length}`,
      );
    }
    // A shared name must be unique in the process, or two variables would be one.
    const name = `recdistill-${process.pid}-${created++}`;
    this.handle = tf.keep(
      nativeOp(
        'VarHandleOp',
        [
          attribute.float32('dtype'),
          attribute.shape('shape', shape),
          attribute.text('container', ''),
          attribute.text('shared_name', name),
        ],
        [],
      ),
    );
    this.write(values);
  }

  /** The present value; the caller disposes it. */
  read(): tf.Tensor {
    return nativeOp('ReadVariableOp', [attribute.float32('dtype')], [this.handle]);
  }

  write(values: Float32Array | tf.Tensor): void {
    tf.tidy(() => {
      const tensor = values instanceof tf.Tensor ? values : tf.tensor(values, this.shape);
      nativeOps('AssignVariableOp', [attribute.float32('dtype')], [this.handle, tensor], 0);
    });
  }

  /** value -= delta */
  subtract(delta: tf.Tensor): void {
    nativeOps('AssignSubVariableOp', [attribute.float32('dtype')], [this.handle, delta], 0);
  }

  /** Rows of a matrix; indices [rows] int32 -> [rows, columns] */
  gather(indices: tf.Tensor1D): tf.Tensor2D {
    return nativeOp<tf.Tensor2D>(
      'ResourceGather',
      [
        attribute.float32('dtype'),
        attribute.int32('Tindices'),
        attribute.integer('batch_dims', 0),
        attribute.boolean('validate_indices', true),
      ],
      [this.handle, indices],
    );
  }

  /** Writes or subtracts rows in place; `indices` must hold no index twice. */
  scatter(mode: 'update' | 'subtract', indices: tf.Tensor1D, rows: tf.Tensor2D): void {
    const op = mode === 'update' ? 'ResourceScatterUpdate' : 'ResourceScatterSub';
    nativeOps(op, [attribute.float32('dtype'), attribute.int32('Tindices')], [this.handle, indices, rows], 0);
  }

  /** One Adam step in place over [value, mean, variance]; scalars as TensorFlow's ResourceApplyAdam takes them. */
  applyAdam(mean: NativeVariable, variance: NativeVariable, scalars: tf.Tensor[], gradient: tf.Tensor): void {
    nativeOps(
      'ResourceApplyAdam',
      [
        attribute.float32('T'),
        attribute.boolean('use_locking', false),
        attribute.boolean('use_nesterov', false),
      ],
      [this.handle, mean.handle, variance.handle, ...scalars, gradient],
      0,
    );
  }

  data(): Float32Array {
    const value = this.read();
    const data = value.dataSync() as Float32Array;
    value.dispose();
    return data.slice();
  }

  dispose(): void {
    nativeOps('DestroyResourceOp', [attribute.boolean('ignore_lookup_error', true)], [this.handle], 0);
    this.handle.dispose();
  }
}
