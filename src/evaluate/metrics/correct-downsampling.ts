import { checkOptions, InputError } from '../../errors';

/**
 * Probabilities of a model that was trained on all clicks and a share w of the other rows, as they are on all rows:
 *   q = p / (p + (1 − p) / w)
 * The odds are multiplied by w; the order of the rows, and so the AUC, stays.
 * @param options.probabilities p, each in [0, 1]
 * @param options.share w in (0, 1]: the chance that a row without a click had to stay
 * @returns q, in the order of p
 * @throws InputError if a probability or the share lies outside
 * @see He et al. 2014, "Practical Lessons from Predicting Clicks on Ads at Facebook", section 6.3
 */
export function correctDownsampling(options: {
  readonly probabilities: ArrayLike<number>;
  readonly share: number;
}): Float64Array {
  checkOptions('correctDownsampling', options, ['probabilities', 'share']);
  const { probabilities, share } = options;
  if (!(share > 0 && share <= 1))
    throw new InputError(`correctDownsampling: share must lie in (0, 1], found ${share}`);
  return Float64Array.from(probabilities, (p, row) => {
    if (p >= 0 && p <= 1) return p / (p + (1 - p) / share);
    throw new InputError(`correctDownsampling: expected a probability in row ${row}, found ${p}`);
  });
}
