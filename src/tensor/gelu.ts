import * as tf from '@tensorflow/tfjs-node';
import { add, erf, exponential, multiply, scale, shift, square } from './arithmetic';

/** Φ(x), the standard normal distribution function: ½ (1 + erf(x / √2)) */
function normalDistribution(x: tf.Tensor): tf.Tensor {
  return shift(scale(erf(scale(x, Math.SQRT1_2)), 0.5), 0.5);
}

/**
 * Gaussian error linear unit in its exact form, y = x Φ(x), with dy/dx = Φ(x) + x φ(x).
 * @see Hendrycks & Gimpel 2016, arXiv:1606.08415
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  const activation = tf.customGrad((input, save) => {
    const values = input as tf.Tensor;
    const distribution = normalDistribution(values);
    (save as tf.GradSaveFunc)([values, distribution]);
    return {
      value: multiply(values, distribution),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => multiply(dy, slope(saved[0], saved[1])),
    };
  });
  return activation(x) as T;
}

/** Φ(x) + x φ(x), the density's factor 1 / √(2π) taken into the exponent. */
function slope(x: tf.Tensor, distribution: tf.Tensor): tf.Tensor {
  const exponent = shift(scale(square(x), -0.5), -0.5 * Math.log(2 * Math.PI));
  return add(distribution, multiply(x, exponential(exponent)));
}
