import { checkOptions, InputError } from '../../errors';
import { checkClassPredictions, predictedClasses } from './class-probability';

/** The rows whose confidence lies in (from, to]. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  /** Rows in the bin. */
  readonly count: number;
  /** Mean probability of the predicted class; null for an empty bin. */
  readonly confidence: number | null;
  /** Share of rows whose predicted class is the true one; null for an empty bin. */
  readonly accuracy: number | null;
}

export interface Calibration {
  /** Expected calibration error, in [0, 1]. */
  readonly ece: number;
  /** The reliability curve. */
  readonly bins: readonly CalibrationBin[];
}

export function checkBins(where: string, bins: number): void {
  if (Number.isInteger(bins) && bins >= 1) return;
  throw new InputError(`${where}: bins is ${bins}; expected a positive integer, e.g. 15`);
}

/** Bins of equal width over [0, 1], and the error over them: Σ_b |hits_b − Σ confidence_b| / rows. */
export function reliability(
  rows: readonly { readonly confidence: number; readonly isHit: boolean }[],
  bins: number,
): Calibration {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, hits: 0 }));
  for (const { confidence, isHit } of rows) {
    const sum = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))];
    sum.count++;
    sum.confidence += confidence;
    if (isHit) sum.hits++;
  }
  return {
    ece: sums.reduce((total, { confidence, hits }) => total + Math.abs(hits - confidence), 0) / rows.length,
    bins: sums.map(({ count, confidence, hits }, b) => ({
      from: b / bins,
      to: (b + 1) / bins,
      count,
      confidence: count === 0 ? null : confidence / count,
      accuracy: count === 0 ? null : hits / count,
    })),
  };
}

/**
 * Does a model that is 70% sure hit 70% of the time? Confidence is the probability of the most probable class;
 *   ECE = Σ_b n_b / n · |accuracy_b − confidence_b|
 * over `bins` bins of equal width.
 * @param options.probabilities [rows, classes], row-major
 * @param options.labels [rows], class indices
 * @see Guo et al. 2017, arXiv:1706.04599
 */
export function calibration(options: {
  readonly probabilities: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  readonly bins: number;
}): Calibration {
  checkOptions('calibration', options, ['probabilities', 'labels', 'classes', 'bins']);
  const { probabilities, labels, classes, bins } = options;
  checkBins('calibration', bins);
  checkClassPredictions('calibration', { probabilities, labels, classes });
  const predicted = predictedClasses({ probabilities, classes });
  const rows = Array.from(predicted, (c, row) => ({
    confidence: probabilities[row * classes + c],
    isHit: c === labels[row],
  }));
  return reliability(rows, bins);
}
