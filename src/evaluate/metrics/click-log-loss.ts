import { checkOptions } from '../../errors';
import { type ClickScores, checkClickScores, clickShare } from './click-scores';

function meanOf(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/**
 * Log-loss of each row from its logit, −y · ln σ(z) − (1 − y) · ln(1 − σ(z)), in nats: exact for logits of any size, where
 * probabilities would have to be cut off at 0 and 1. Two models' are paired by `pairedTTest` or `bootstrapMeanDifference`.
 * @returns [rows]
 * @throws InputError on different lengths, logits that are not finite, or labels other than 0 and 1
 */
export function clickLogLosses(scores: ClickScores): Float64Array {
  checkOptions('clickLogLosses', scores, ['logits', 'labels']);
  checkClickScores('clickLogLosses', scores);
  const { logits, labels } = scores;
  return Float64Array.from(logits, (z, row) => {
    return Math.max(z, 0) - z * labels[row] + Math.log1p(Math.exp(-Math.abs(z)));
  });
}

/** Mean of {@link clickLogLosses}, in nats. */
export function clickLogLoss(scores: ClickScores): number {
  return meanOf(clickLogLosses(scores));
}

/**
 * Log-loss over the entropy of the rows' click rate p: NE = logLoss / (−p ln p − (1 − p) ln(1 − p)). 1 is what always
 * saying p gives, so that rows with rare and with frequent clicks can be compared.
 * @returns null where one of the two classes is missing
 * @throws InputError on different lengths, logits that are not finite, or labels other than 0 and 1
 * @see He et al. 2014, ADKDD, doi:10.1145/2648584.2648589, section 2
 */
export function normalisedEntropy(scores: ClickScores): number | null {
  const logLoss = clickLogLoss(scores);
  const p = clickShare(scores.labels);
  if (p === 0 || p === 1) return null;
  return logLoss / -(p * Math.log(p) + (1 - p) * Math.log1p(-p));
}
