import * as tf from '@tensorflow/tfjs-node';
import { add, hyperbolicTangent, multiply, scale, shift, square, subtract } from './arithmetic';

const rate = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/**
 * Gaussian error linear unit in the form of GPT-2 (`gelu_new`), y = ½ x (1 + t) with t = tanh(√(2/π) (x + 0.044715 x³))
 * and dy/dx = ½ (1 + t) + ½ x (1 - t²) √(2/π) (1 + 3 · 0.044715 x²).
 * @see Hendrycks & Gimpel 2016, arXiv:1606.08415, section 2
 */
export function geluTanh<T extends tf.Tensor>(x: T): T {
  const activation = tf.customGrad((input, save) => {
    const values = input as tf.Tensor;
    const tangent = hyperbolicTangent(argument(values));
    (save as tf.GradSaveFunc)([values, tangent]);
    return {
      value: multiply(values, share(tangent)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => multiply(dy, slope(saved[0], saved[1])),
    };
  });
  return activation(x) as T;
}

/** √(2/π) (x + 0.044715 x³) */
const argument = (x: tf.Tensor): tf.Tensor => multiply(x, shift(scale(square(x), rate * cubic), rate));

/** ½ (1 + t) */
const share = (tangent: tf.Tensor): tf.Tensor => shift(scale(tangent, 0.5), 0.5);

function slope(x: tf.Tensor, tangent: tf.Tensor): tf.Tensor {
  const inner = shift(scale(square(x), 3 * rate * cubic), rate);
  const rise = multiply(scale(x, 0.5), inner);
  // (1 - t²) z written as z - t² z needs no constant of 1.
  return add(share(tangent), subtract(rise, multiply(square(tangent), rise)));
}
