import * as tf from '@tensorflow/tfjs-node';
import { addBias, matrixProduct, sumToLastAxis } from './arithmetic';

export interface LinearOptions {
  /** [rows, inputs] */
  x: tf.Tensor2D;
  /** [inputs, outputs], or [outputs, inputs] where `transposed` */
  weights: tf.Tensor2D;
  /** [outputs] */
  bias: tf.Tensor1D;
  /**
   * How the weights lie. The product that sums over the longer side is up to a fifth slower if it must take them
   * transposed: layers that widen are faster this way, layers that narrow the other way.
   */
  transposed?: boolean;
}

/**
 * Dense layer y = x W + b; its gradient is two products and one sum.
 * @returns [rows, outputs]
 */
export function linear({ x, weights, bias, transposed = false }: LinearOptions): tf.Tensor2D {
  const layer = tf.customGrad((input, matrix, offset, save) => {
    const [rows, w, b] = [input, matrix, offset] as tf.Tensor[];
    (save as tf.GradSaveFunc)([rows, w]);
    return {
      value: addBias(matrixProduct(rows, w, { b: transposed }), b),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        matrixProduct(dy, saved[1], { b: !transposed }),
        transposed
          ? matrixProduct(dy, saved[0], { a: true }) // [outputs, inputs]
          : matrixProduct(saved[0], dy, { a: true }), // [inputs, outputs]
        sumToLastAxis(dy),
      ],
    };
  });
  return layer(x, weights, bias) as tf.Tensor2D;
}
