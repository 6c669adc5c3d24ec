import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import type { DistillTerm } from '../distill-term';
import { norms } from '../losses/cosine';
import { checkCounts } from '../ranking/methods/check-settings';
import { checkSameWidth, type LayerPair, type MatchedLayers, matchedLayersTerm } from './layers-of-batch';

/** `skip`: every so many of the teacher's layers; `last`: its last ones. */
export type PatientMatching = 'skip' | 'last';

/**
 * Which layers a patient student learns from, layer n of N from layer
 *   skip: round((n + 1) · M / N) − 1,  last: M − N + n,  of the teacher's M
 * both without the last one, whose word the logits carry, where `withLast` is false.
 * @throws InputError unless the teacher has as many layers at least
 * @see Sun et al. 2019, arXiv:1908.09355, section 3.2 (PKD-skip, PKD-last)
 */
export function patientPairs(options: {
  readonly studentLayers: number;
  readonly teacherLayers: number;
  readonly matching: PatientMatching;
  readonly withLast: boolean;
}): LayerPair[] {
  const where = 'patientPairs';
  checkOptions(where, options, ['studentLayers', 'teacherLayers', 'matching', 'withLast']);
  const { studentLayers: own, teacherLayers: all, matching, withLast } = options;
  checkCounts(where, { studentLayers: own, teacherLayers: all });
  if (matching !== 'skip' && matching !== 'last') {
    throw new InputError(`${where}: matching must be skip or last, found "${matching}"`);
  }
  if (own > all) {
    throw new InputError(`${where}: a student of ${own} layers cannot follow a teacher of ${all}`);
  }
  const count = withLast ? own : own - 1;
  return Array.from({ length: count }, (_, n) => ({
    student: n,
    teacher: matching === 'skip' ? Math.round(((n + 1) * all) / own) - 1 : all - own + n,
  }));
}

/**
 * Patient distillation: the student's layer points where the teacher's points.
 *   L = (1 / rows) · Σ_i ‖h_s,i / ‖h_s,i‖ − h_t,i / ‖h_t,i‖‖²
 * @param options.studentHidden [rows, width], gets a gradient
 * @param options.teacherHidden [rows, width], constants
 * @returns scalar from 0 to 4
 * @throws RangeError unless both have one shape
 * @see Sun et al. 2019, arXiv:1908.09355, equation 7
 */
export function patientLoss(options: MatchedLayers): tf.Scalar {
  checkOptions('patientLoss', options, ['studentHidden', 'teacherHidden']);
  checkSameWidth('patientLoss', options);
  const { studentHidden, teacherHidden } = options;
  return tf.tidy(() => {
    const directions = [studentHidden, teacherHidden].map((hidden) => tf.div(hidden, norms(hidden)));
    const [rows] = studentHidden.shape;
    return tf.div(tf.sum(tf.square(tf.sub(directions[0], directions[1]))), rows) as tf.Scalar;
  });
}

/** `patientLoss`, summed over pairs of layers, as a term. */
export function patientDistillation(options: { readonly pairs: readonly LayerPair[] }): DistillTerm {
  const where = 'patientDistillation';
  checkOptions(where, options, ['pairs']);
  return matchedLayersTerm(where, options.pairs, patientLoss);
}
