import * as tf from '@tensorflow/tfjs-node';
import { addBias, matrixProduct, sumToLastAxis } from './arithmetic';

/**
 * Dense layer y = x W + b; its gradient is two products and one sum.
 * @param options.x [rows, inputs]
 * @param options.weights [inputs, outputs]
 * @param options.bias [outputs]
 * @returns [rows, outputs]
 */
export function linear(options: { x: tf.Tensor2D; weights: tf.Tensor2D; bias: tf.Tensor1D }): tf.Tensor2D {
  const layer = tf.customGrad((x, weights, bias, save) => {
    const [input, matrix, offset] = [x, weights, bias] as tf.Tensor[];
    (save as tf.GradSaveFunc)([input, matrix]);
    return {
      value: addBias(matrixProduct(input, matrix, {}), offset),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        matrixProduct(dy, saved[1], { b: true }),
        matrixProduct(saved[0], dy, { a: true }),
        sumToLastAxis(dy),
      ],
    };
  });
  return layer(options.x, options.weights, options.bias) as tf.Tensor2D;
}
