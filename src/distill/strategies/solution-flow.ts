import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import type { DistillTerm } from '../distill-term';
import {
  checkLayerPairs,
  checkSameWidth,
  type LayerPair,
  layersOf,
  type MatchedLayers,
} from './layers-of-batch';

/** ⟨a_i, b_i⟩ of each row, [rows] */
const products = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b), 1);

/**
 * The flow of the solution procedure (FSP): what happens between two layers of the student is what happens between two
 * of the teacher.
 *   L = (1 / rows) · Σ_i (1 / (w_a w_b)) · ‖F_s,i − F_t,i‖²_F,  F_i = a_i b_iᵀ  [w_a, w_b]
 * a and b being the vectors of sample i in the first and second layer: the paper's matrix for a layer of one place. It is
 * computed from products of vectors, ‖a bᵀ − c dᵀ‖² = |a|²|b|² − 2⟨a, c⟩⟨b, d⟩ + |c|²|d|², without the matrices.
 * @param options.from of both sides, [rows, w_a]
 * @param options.to of both sides, [rows, w_b]
 * @returns scalar
 * @throws RangeError unless both sides have as many rows and columns
 * @see Yim et al. 2017, "A gift from knowledge distillation", CVPR, equations 1 and 2
 */
export function solutionFlowLoss(options: {
  readonly from: MatchedLayers;
  readonly to: MatchedLayers;
}): tf.Scalar {
  const where = 'solutionFlowLoss';
  checkOptions(where, options, ['from', 'to']);
  const { from, to } = options;
  const size = checkSameWidth(where, from) * checkSameWidth(where, to);
  const { studentHidden: a, teacherHidden: c } = from;
  const { studentHidden: b, teacherHidden: d } = to;
  return tf.tidy(() => {
    const own = tf.mul(products(a, a), products(b, b));
    const teachers = tf.mul(products(c, c), products(d, d));
    const common = tf.mul(products(a, c), products(b, d));
    const distances = tf.sub(tf.add(own, teachers), tf.mul(common, 2));
    return tf.div(tf.mean(distances), size) as tf.Scalar;
  });
}

/** `solutionFlowLoss` as a term. */
export function solutionFlow(options: { readonly from: LayerPair; readonly to: LayerPair }): DistillTerm {
  const where = 'solutionFlow';
  checkOptions(where, options, ['from', 'to']);
  const { from, to } = options;
  checkLayerPairs(where, [from, to]);
  return {
    name: where,
    parameters: [],
    loss: (batch) => solutionFlowLoss({ from: layersOf(where, batch, from), to: layersOf(where, batch, to) }),
    dispose: () => {},
  };
}
