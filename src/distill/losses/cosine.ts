import * as tf from '@tensorflow/tfjs-node';

// Keeps the slope of a vector of zeros finite.
const smallest = 1e-12;

/** ‖x‖ of each vector along the last axis, [..., width] -> [..., 1]; its slope stays finite at 0. */
export function norms(vectors: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.maximum(tf.sum(tf.square(vectors), -1, true), smallest));
}

/** Cosines of all rows of a with all rows of b, [rows a, rows b]; 0 for a vector of zeros. */
export function cosines(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(tf.div<tf.Tensor2D>(a, norms(a)), tf.div<tf.Tensor2D>(b, norms(b)), false, true);
}
