import { checkOptions, InputError } from '../../errors';
import { mapRows, probabilitiesOf, relativeEntropy } from './row-probabilities';
import type { RowRule } from './softened-term';

/** @throws InputError unless the range is finite and at least 1 */
export function checkRange(where: string, range: number): void {
  if (range >= 1 && Number.isFinite(range)) return;
  throw new InputError(
    `${where}: range must be a finite number of at least 1, found ${range}; 1 leaves the temperature as it is`,
  );
}

/**
 * A temperature for each sample, by the teacher's entropy there:
 *   T_i = T · range^(1 − 2 h_i),  h_i = H(softmax(z_t,i)) / ln classes
 * Where the teacher is sure (h = 0) its word is softened most (T · range), so that what it thinks of the other classes
 * is heard; where it is in doubt (h = 1) it is sharpened (T / range). A form of our own of the idea that samples need
 * temperatures of their own.
 * @param options.range at least 1, which changes nothing
 * @returns the factor T_i / T, [batch]
 * @see Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2, on what high temperatures bring out
 */
export function entropyTemperature(options: { readonly range: number }): RowRule {
  checkOptions('entropyTemperature', options, ['range']);
  const { range } = options;
  checkRange('entropyTemperature', range);
  return ({ teacherLogits }) =>
    mapRows(probabilitiesOf(teacherLogits), (p) => range ** (1 - 2 * relativeEntropy(p)));
}
