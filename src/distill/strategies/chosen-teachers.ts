import { checkOptions } from '../../errors';
import { checkTeacherLabels, type SeveralTeachers, teacherProbabilities } from './mix-teachers';
import { entropy } from './row-probabilities';

/**
 * Several teachers, one of them chosen for each sample:
 *   m_i = argmax_m p_i,m[y_i] where a label was observed, the teacher that is most right;
 *   m_i = argmin_m H(p_i,m) elsewhere, the one that is most sure.
 * The first of several alike is taken.
 * @param options.labels [rows], -1 where none was observed; null chooses the most sure everywhere
 * @returns logits of the chosen, [rows, classes], as it gave them, and which it was, [rows]
 * @throws InputError if there is no teacher, or lengths differ
 * @see Yuan et al. 2021, "Reinforced multi-teacher selection for knowledge distillation", AAAI, arXiv:2012.06048 (there
 *   the choice is learnt)
 */
export function chosenTeachers(options: SeveralTeachers & { readonly labels: Int32Array | null }): {
  logits: Float32Array;
  chosen: Int32Array;
} {
  const where = 'chosenTeachers';
  checkOptions(where, options, ['teachers', 'classes', 'labels']);
  const { teachers, classes, labels } = options;
  const probabilities = teacherProbabilities(where, options);
  const rows = teachers[0].length / classes;
  if (labels !== null) checkTeacherLabels(where, { labels, rows, classes });
  const merit = (own: Float32Array, row: number) => {
    const label = labels?.[row] ?? -1;
    const at = row * classes;
    return label < 0 ? -entropy(own.subarray(at, at + classes)) : own[at + label];
  };
  const logits = new Float32Array(teachers[0].length);
  const chosen = Int32Array.from({ length: rows }, (_, row) => {
    const merits = probabilities.map((own) => merit(own, row));
    const best = merits.indexOf(Math.max(...merits));
    const at = row * classes;
    logits.set(teachers[best].subarray(at, at + classes), at);
    return best;
  });
  return { logits, chosen };
}
