import type * as tf from '@tensorflow/tfjs-node';
import { attribute, nativeOp } from './native';
import { intConstant, scalarConstant } from './native-constant';

/**
 * Single-precision ops without tfjs's own bookkeeping, for the inside of custom gradients: nothing is recorded, and
 * each call costs a third of what tfjs's name for it costs.
 */
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const binary =
  (name: string): Binary =>
  (a, b) =>
    nativeOp(name, [attribute.float32('T')], [a, b]);

const unary = (name: string) => (x: tf.Tensor) => nativeOp(name, [attribute.float32('T')], [x]);

export const add = binary('AddV2');
export const subtract = binary('Sub');
export const multiply = binary('Mul');
export const erf = unary('Erf');
export const exponential = unary('Exp');
export const inverseSquareRoot = unary('Rsqrt');
export const softmax = unary('Softmax');
export const square = unary('Square');
export const hyperbolicTangent = unary('Tanh');

/** x · factor */
export const scale = (x: tf.Tensor, factor: number): tf.Tensor =>
  nativeOp('Mul', [attribute.float32('T')], [x, scalarConstant(factor)]);

/** x + offset */
export const shift = (x: tf.Tensor, offset: number): tf.Tensor =>
  nativeOp('AddV2', [attribute.float32('T')], [x, scalarConstant(offset)]);

/** a · b of matrices, either taken transposed. */
export function matrixProduct(
  a: tf.Tensor,
  b: tf.Tensor,
  transposed: { a?: boolean; b?: boolean },
): tf.Tensor {
  return nativeOp(
    'MatMul',
    [
      attribute.float32('T'),
      attribute.boolean('transpose_a', transposed.a ?? false),
      attribute.boolean('transpose_b', transposed.b ?? false),
    ],
    [a, b],
  );
}

/** As `matrixProduct` over the last two axes, for each index of the axes before. */
export function batchProduct(
  a: tf.Tensor,
  b: tf.Tensor,
  transposed: { a?: boolean; b?: boolean },
): tf.Tensor {
  return nativeOp(
    'BatchMatMulV2',
    [
      attribute.float32('T'),
      attribute.boolean('adj_x', transposed.a ?? false),
      attribute.boolean('adj_y', transposed.b ?? false),
    ],
    [a, b],
  );
}

/** x [rows, columns] + bias [columns] */
export function addBias(x: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return nativeOp('BiasAdd', [attribute.float32('T'), attribute.text('data_format', 'NHWC')], [x, bias]);
}

/** Sum over all axes but the last. */
export function sumToLastAxis(x: tf.Tensor): tf.Tensor {
  return nativeOp('BiasAddGrad', [attribute.float32('T'), attribute.text('data_format', 'NHWC')], [x]);
}

function alongLastAxis(op: 'Mean' | 'Sum' | 'EuclideanNorm', x: tf.Tensor): tf.Tensor {
  const axis = intConstant([x.shape.length - 1]);
  const attributes = [attribute.float32('T'), attribute.int32('Tidx'), attribute.boolean('keep_dims', true)];
  return nativeOp(op, attributes, [x, axis]);
}

/** [..., n] -> [..., 1] */
export const meanOfRows = (x: tf.Tensor): tf.Tensor => alongLastAxis('Mean', x);
/** [..., n] -> [..., 1] */
export const sumOfRows = (x: tf.Tensor): tf.Tensor => alongLastAxis('Sum', x);
/** √Σx², [..., n] -> [..., 1] */
export const normOfRows = (x: tf.Tensor): tf.Tensor => alongLastAxis('EuclideanNorm', x);

/** The axes in another order. */
export function permute(x: tf.Tensor, order: readonly number[]): tf.Tensor {
  const axes = intConstant(order);
  return nativeOp('Transpose', [attribute.float32('T'), attribute.int32('Tperm')], [x, axes]);
}
