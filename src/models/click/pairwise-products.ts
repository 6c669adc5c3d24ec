import * as tf from '@tensorflow/tfjs-node';

/**
 * Σ_{i<j} v_i ⊙ v_j of each row's vectors, in time linear in their number: ½ ((Σ v)² − Σ v²).
 * @param vectors [rows, count, width]
 * @returns [rows, width], whose sum is Σ_{i<j} ⟨v_i, v_j⟩
 * @see Rendle 2010, ICDM, doi:10.1109/ICDM.2010.127, lemma 3.1
 */
export function pairwiseProducts(vectors: tf.Tensor3D): tf.Tensor2D {
  const squareOfSum = tf.square(tf.sum(vectors, 1));
  const sumOfSquares = tf.sum(tf.square(vectors), 1);
  return tf.mul(tf.sub(squareOfSum, sumOfSquares), 0.5) as tf.Tensor2D;
}

/** Parts of a row's vectors whose first column is a weight of its own. */
export interface BiasedVectors {
  /** [rows], the sum of the first columns */
  readonly linear: tf.Tensor1D;
  /** [rows, count, width − 1] */
  readonly vectors: tf.Tensor3D;
}

/** @param biased [rows, count, width], the bias in the first column */
export function splitBiases(biased: tf.Tensor3D): BiasedVectors {
  const [biases, vectors] = tf.split(biased, [1, biased.shape[2] - 1], 2) as tf.Tensor3D[];
  return { linear: tf.sum(biases, [1, 2]), vectors };
}
