import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { norms } from './cosine';

/** Huber's loss of each difference: x² / 2 up to 1, |x| - ½ beyond. */
function huber(differences: tf.Tensor): tf.Tensor {
  const size = tf.abs(differences);
  const near = tf.minimum(size, 1);
  return tf.sub(tf.mul(near, size), tf.mul(tf.square(near), 0.5));
}

/** x_i - x_j, [n, n, width] */
function differencesOf(vectors: tf.Tensor2D): tf.Tensor3D {
  return tf.sub(tf.expandDims(vectors, 1), tf.expandDims(vectors, 0)) as tf.Tensor3D;
}

/** [n, n], 0 on the diagonal */
const offDiagonal = (n: number): tf.Tensor2D => tf.sub(tf.ones([n, n]), tf.eye(n)) as tf.Tensor2D;

/** ‖x_i - x_j‖ / µ, µ being the mean over i ≠ j, [n, n] */
function relativeDistances(vectors: tf.Tensor2D): tf.Tensor2D {
  const [n] = vectors.shape;
  const distances = tf.mul(tf.squeeze(norms(differencesOf(vectors)), [2]), offDiagonal(n));
  return tf.div(distances, tf.div(tf.sum(distances), n * (n - 1))) as tf.Tensor2D;
}

/** cos of the angle at j between i and l, [j, i, l]; 0 where two of the three are one */
function angles(vectors: tf.Tensor2D): tf.Tensor3D {
  const differences = differencesOf(vectors);
  const directions = tf.div<tf.Tensor3D>(differences, norms(differences)); // [j, i, width]
  return tf.matMul(directions, directions, false, true);
}

export interface RelationalLossOptions {
  /** [n, width] */
  readonly studentVectors: tf.Tensor2D;
  /** [n, teacherWidth], constants */
  readonly teacherVectors: tf.Tensor2D;
}

const known = ['studentVectors', 'teacherVectors'];

/**
 * Relational distillation by distances: the student's vectors lie as far from one another, relative to their mean
 * distance, as the teacher's.
 *   L = mean over i ≠ j of huber(d_s,ij - d_t,ij),  d_ij = ‖x_i - x_j‖ / mean over i ≠ j of ‖x_i - x_j‖
 * The paper takes the sum over pairs; the mean keeps the scale as n grows (the authors' code has the zeros of the
 * diagonal in its mean).
 * @returns scalar
 * @see Park et al. 2019, arXiv:1904.05068, section 3.2.1
 */
export function relationalDistanceLoss(options: RelationalLossOptions): tf.Scalar {
  checkOptions('relationalDistanceLoss', options, known);
  const { studentVectors, teacherVectors } = options;
  const [n] = studentVectors.shape;
  return tf.tidy(() => {
    const difference = tf.sub(relativeDistances(studentVectors), relativeDistances(teacherVectors));
    return tf.div(tf.sum(huber(difference)), n * (n - 1)) as tf.Scalar;
  });
}

/**
 * Relational distillation by angles: three of the student's vectors span the angles that the teacher's span.
 *   L = mean over i ≠ j ≠ l ≠ i of huber(cos_s,ijl - cos_t,ijl),  cos_ijl = ⟨x_i - x_j, x_l - x_j⟩ / (‖x_i - x_j‖ ‖x_l - x_j‖)
 * The paper takes the sum over triplets; the mean keeps the scale as n grows.
 * @returns scalar
 * @see Park et al. 2019, arXiv:1904.05068, section 3.2.2
 */
export function relationalAngleLoss(options: RelationalLossOptions): tf.Scalar {
  checkOptions('relationalAngleLoss', options, known);
  const { studentVectors, teacherVectors } = options;
  const [n] = studentVectors.shape;
  return tf.tidy(() => {
    const losses = huber(tf.sub(angles(studentVectors), angles(teacherVectors)));
    const distinct = tf.mul(losses, tf.expandDims(offDiagonal(n), 0)); // i ≠ l; i = j and l = j are 0 on both sides
    return tf.div(tf.sum(distinct), n * (n - 1) * (n - 2)) as tf.Scalar;
  });
}
