import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import type { DistillTerm } from '../distill-term';
import { norms } from '../losses/cosine';
import { checkSameRows, type LayerPair, type MatchedLayers, matchedLayersTerm } from './layers-of-batch';

/** Below 1 the slope has no bound at 0, where rectified layers often are. */
function checkPower(where: string, power: number): void {
  if (power >= 1 && Number.isFinite(power)) return;
  throw new InputError(`${where}: power must be a finite number of at least 1, found ${power}`);
}

/** Q = (Σ_c |h_j,c|^power)_j, scaled to length 1, [rows] */
function attentionOf(hidden: tf.Tensor2D, power: number): tf.Tensor {
  const energy = power === 2 ? tf.square(hidden) : tf.pow(tf.abs(hidden), power);
  const map = tf.sum(energy, 1);
  return tf.div(map, norms(map));
}

/**
 * Attention transfer: the student's layer is excited by what excites the teacher's.
 *   L = ‖Q_s / ‖Q_s‖ − Q_t / ‖Q_t‖‖²,  Q_j = Σ_c |h_j,c|^power
 * The paper's map runs over the places of an image; here it runs over the rows of the batch, as a dense layer has no
 * places: on which samples is the layer most active? Widths may differ. The square is that of the authors' code.
 * @param options.studentHidden [rows, width], gets a gradient
 * @param options.teacherHidden [rows, teacherWidth], constants
 * @param options.power at least 1; 2 in the paper's experiments
 * @returns scalar from 0 to 2
 * @throws RangeError if the rows differ
 * @see Zagoruyko & Komodakis 2017, arXiv:1612.03928, equation 2
 */
export function attentionTransferLoss(options: MatchedLayers & { readonly power: number }): tf.Scalar {
  const where = 'attentionTransferLoss';
  checkOptions(where, options, ['studentHidden', 'teacherHidden', 'power']);
  const { studentHidden, teacherHidden, power } = options;
  checkSameRows(where, options);
  checkPower(where, power);
  return tf.tidy(() =>
    tf.sum(tf.square(tf.sub(attentionOf(studentHidden, power), attentionOf(teacherHidden, power)))),
  );
}

/** `attentionTransferLoss`, summed over pairs of layers, as a term. */
export function attentionTransfer(options: {
  readonly pairs: readonly LayerPair[];
  readonly power: number;
}): DistillTerm {
  const where = 'attentionTransfer';
  checkOptions(where, options, ['pairs', 'power']);
  const { pairs, power } = options;
  checkPower(where, power);
  return matchedLayersTerm(where, pairs, (layers) => attentionTransferLoss({ ...layers, power }));
}
