import { checkOptions } from '../../errors';
import { checkPositive } from '../ranking/methods/check-settings';
import { checkTeacherLabels, mixTeachers, type SeveralTeachers, teacherProbabilities } from './mix-teachers';
import { relativeEntropy } from './row-probabilities';

/** exp(−sharpness · loss), scaled to sum 1 */
function weightsByLoss(losses: readonly number[], sharpness: number): number[] {
  const least = Math.min(...losses);
  const weights = losses.map((loss) => Math.exp(-sharpness * (loss - least)));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/**
 * Several teachers, each heard as much as it is sure of the sample: the mean of probabilities by weights
 *   w_i,m ∝ exp(−sharpness · l_i,m),
 *   l_i,m = −ln p_i,m[y_i] where a label was observed, else H(p_i,m) / ln classes, the teacher's entropy.
 * `sharpness: 0` is `meanOfProbabilities`; as it grows each row listens to one teacher.
 * @param options.labels [rows], -1 where none was observed; null judges all rows by entropy
 * @param options.sharpness at least 0
 * @returns logits of the mixture, [rows, classes], to be stored as one teacher's
 * @throws InputError if there is no teacher, or lengths differ
 * @see Kwon et al. 2020, "Adaptive knowledge distillation based on entropy", ICASSP (weights by entropy); Zhang, Chen &
 *   Wang 2022, "Confidence-aware multi-teacher knowledge distillation", ICASSP, arXiv:2201.00007 (weights by the labels)
 */
export function confidentTeachers(
  options: SeveralTeachers & { readonly labels: Int32Array | null; readonly sharpness: number },
): Float32Array {
  const where = 'confidentTeachers';
  checkOptions(where, options, ['teachers', 'classes', 'labels', 'sharpness']);
  const { classes, labels, sharpness } = options;
  if (sharpness !== 0) checkPositive(where, { sharpness });
  const probabilities = teacherProbabilities(where, options);
  const rows = probabilities[0].length / classes;
  if (labels !== null) checkTeacherLabels(where, { labels, rows, classes });
  const lossOf = (own: Float32Array, row: number) => {
    const label = labels?.[row] ?? -1;
    const at = row * classes;
    if (label < 0) return relativeEntropy(own.subarray(at, at + classes));
    return -Math.log(Math.max(own[at + label], 1e-30));
  };
  return mixTeachers(probabilities, classes, (row) =>
    weightsByLoss(
      probabilities.map((own) => lossOf(own, row)),
      sharpness,
    ),
  );
}
