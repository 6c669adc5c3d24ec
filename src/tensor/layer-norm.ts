import * as tf from '@tensorflow/tfjs-node';
import {
  addBias,
  inverseSquareRoot,
  matrixProduct,
  meanOfRows,
  multiply,
  normOfRows,
  scale,
  shift,
  square,
  subtract,
  sumToLastAxis,
} from './arithmetic';

export interface LayerNormOptions {
  /** [rows, width] */
  x: tf.Tensor2D;
  /** [width] */
  gain: tf.Tensor1D;
  /** [width] */
  bias: tf.Tensor1D;
  /** Added to the variance. */
  epsilon: number;
}

/**
 * Layer normalisation of each row: y = gain · (x - mean) / √(variance + epsilon) + bias
 * @returns [rows, width]
 * @see Ba, Kiros & Hinton 2016, arXiv:1607.06450
 */
export function layerNorm({ x, gain, bias, epsilon }: LayerNormOptions): tf.Tensor2D {
  const layer = tf.customGrad((input, scale, offset, save) => {
    const { normal, inverse } = normalize(input as tf.Tensor, epsilon);
    (save as tf.GradSaveFunc)([normal, inverse, scale as tf.Tensor]);
    return {
      value: addBias(multiply(normal, scale as tf.Tensor), offset as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(dy, saved[0], saved[1], saved[2]),
    };
  });
  return layer(x, gain, bias) as tf.Tensor2D;
}

/** @returns (x - mean) / deviation [rows, width] and 1 / deviation [rows, 1] */
function normalize(x: tf.Tensor, epsilon: number): { normal: tf.Tensor; inverse: tf.Tensor } {
  const centred = subtract(x, meanOfRows(x));
  const variance = scale(square(normOfRows(centred)), 1 / (x.shape[1] as number));
  const inverse = inverseSquareRoot(shift(variance, epsilon));
  return { normal: multiply(centred, inverse), inverse };
}

/**
 * With n = normal and g = dy · gain:  dx = (g - mean(g) - n · mean(g · n)) / deviation. Both means are products with
 * gain / width, which reads dy and dy · n once each.
 */
function gradients(dy: tf.Tensor, normal: tf.Tensor, inverse: tf.Tensor, gain: tf.Tensor): tf.Tensor[] {
  const width = gain.size;
  const average = tf.reshape(scale(gain, 1 / width), [width, 1]); // [width, 1]
  const product = multiply(dy, normal);
  const mean = matrixProduct(dy, average, {}); // [rows, 1]
  const projection = matrixProduct(product, average, {}); // [rows, 1]
  const centred = subtract(multiply(dy, gain), mean);
  const dx = multiply(subtract(centred, multiply(normal, projection)), inverse);
  return [dx, sumToLastAxis(product), sumToLastAxis(dy)];
}
