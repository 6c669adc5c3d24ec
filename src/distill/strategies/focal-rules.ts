import { checkOptions } from '../../errors';
import type { TermBatch } from '../distill-term';
import { checkNotNegative } from '../ranking/methods/check-settings';
import { checkRange } from './entropy-temperature';
import { mapRows, mostProbable, probabilitiesOf } from './row-probabilities';
import type { RowRule } from './softened-term';

/** (1 − q_i[c_i])^gamma, c_i being the class that the teacher finds most probable: what the student still lacks. */
function lacks({ studentLogits, teacherLogits }: TermBatch, gamma: number): Float32Array {
  const answers = mapRows(probabilitiesOf(teacherLogits), mostProbable);
  return mapRows(probabilitiesOf(studentLogits), (q, row) => Math.max(0, 1 - q[answers[row]]) ** gamma);
}

/**
 * The focal loss's weight, taken to distillation: rows on which the student already says what the teacher says most
 * count less.
 *   w_i = (1 − softmax(z_s,i)[c_i])^gamma,  c_i = argmax z_t,i
 * @param options.gamma at least 0, which weighs all rows alike
 * @see Lin et al. 2017, arXiv:1708.02002, section 3.2 (with labels in the place of c)
 */
export function focalWeight(options: { readonly gamma: number }): RowRule {
  checkOptions('focalWeight', options, ['gamma']);
  const { gamma } = options;
  checkNotNegative('focalWeight', { gamma });
  return (batch) => lacks(batch, gamma);
}

/**
 * A temperature for each sample, by how far the student is from the teacher's answer there:
 *   T_i = T · range^(1 − 2 u_i),  u_i = (1 − softmax(z_s,i)[c_i])^gamma,  c_i = argmax z_t,i
 * What the student lacks (u = 1) it hears sharply (T / range); where it has the answer (u = 0) it hears the doubts
 * beside it (T · range). A form of our own, with the focal loss's measure of what is hard.
 * @param options.range at least 1, which changes nothing
 * @param options.gamma above 0 makes fewer rows hard
 * @see Lin et al. 2017, arXiv:1708.02002, section 3.2
 */
export function focalTemperature(options: { readonly range: number; readonly gamma: number }): RowRule {
  checkOptions('focalTemperature', options, ['range', 'gamma']);
  const { range, gamma } = options;
  checkRange('focalTemperature', range);
  checkNotNegative('focalTemperature', { gamma });
  return (batch) => lacks(batch, gamma).map((u) => range ** (1 - 2 * u));
}
