import { checkOptions } from '../../errors';
import { type Calibration, checkBins, reliability } from './calibration';
import { type ClickScores, checkClickScores, sigmoid } from './click-scores';

/**
 * Of the rows that a model gives a click 3%, do 3% have one? `calibration` looks at the more probable class, which is "no
 * click" nearly everywhere; this looks at the click:
 *   ECE = Σ_b n_b / n · |click rate_b − mean probability_b|
 * over `bins` bins of equal width. In the bins, `confidence` is the mean probability of a click and `accuracy` the share of
 * rows with one.
 * @throws InputError on different lengths, logits that are not finite, or labels other than 0 and 1
 * @see Guo et al. 2017, arXiv:1706.04599
 */
export function clickCalibration(options: ClickScores & { readonly bins: number }): Calibration {
  checkOptions('clickCalibration', options, ['logits', 'labels', 'bins']);
  const { logits, labels, bins } = options;
  checkBins('clickCalibration', bins);
  checkClickScores('clickCalibration', options);
  const rows = Array.from(logits, (z, row) => ({ confidence: sigmoid(z), isHit: labels[row] === 1 }));
  return reliability(rows, bins);
}

/**
 * Clicks foreseen over clicks had, Σ σ(z) / Σ y: 1 where the mean probability is the click rate.
 * @returns null where there is no click
 * @throws InputError on different lengths, logits that are not finite, or labels other than 0 and 1
 * @see He et al. 2014, ADKDD, doi:10.1145/2648584.2648589, section 2 ("calibration")
 */
export function calibrationRatio(scores: ClickScores): number | null {
  checkOptions('calibrationRatio', scores, ['logits', 'labels']);
  checkClickScores('calibrationRatio', scores);
  let [foreseen, had] = [0, 0];
  for (let row = 0; row < scores.labels.length; row++) {
    foreseen += sigmoid(scores.logits[row]);
    had += scores.labels[row];
  }
  return had === 0 ? null : foreseen / had;
}
