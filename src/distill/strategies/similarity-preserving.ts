import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import type { DistillTerm } from '../distill-term';
import { norms } from '../losses/cosine';
import { checkSameRows, type LayerPair, type MatchedLayers, matchedLayersTerm } from './layers-of-batch';

/** H Hᵀ with each row scaled to length 1, [rows, rows] */
function similaritiesOf(hidden: tf.Tensor2D): tf.Tensor2D {
  const products = tf.matMul(hidden, hidden, false, true);
  return tf.div(products, norms(products));
}

/**
 * Similarity-preserving distillation: samples that are alike to the teacher are alike to the student.
 *   L = (1 / rows²) · ‖G_s − G_t‖²_F,  G = H Hᵀ, each row scaled to length 1
 * Widths may differ.
 * @param options.studentHidden [rows, width], gets a gradient
 * @param options.teacherHidden [rows, teacherWidth], constants
 * @returns scalar
 * @throws RangeError if the rows differ
 * @see Tung & Mori 2019, arXiv:1907.09682, equations 1 to 4
 */
export function similarityPreservingLoss(options: MatchedLayers): tf.Scalar {
  const where = 'similarityPreservingLoss';
  checkOptions(where, options, ['studentHidden', 'teacherHidden']);
  checkSameRows(where, options);
  const { studentHidden, teacherHidden } = options;
  return tf.tidy(() =>
    tf.mean(tf.square(tf.sub(similaritiesOf(studentHidden), similaritiesOf(teacherHidden)))),
  );
}

/** `similarityPreservingLoss`, summed over pairs of layers, as a term. */
export function similarityPreserving(options: { readonly pairs: readonly LayerPair[] }): DistillTerm {
  const where = 'similarityPreserving';
  checkOptions(where, options, ['pairs']);
  return matchedLayersTerm(where, options.pairs, similarityPreservingLoss);
}
