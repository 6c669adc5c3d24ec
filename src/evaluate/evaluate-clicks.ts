import { checkOptions } from '../errors';
import { auc } from './metrics/auc';
import { calibrationRatio, clickCalibration } from './metrics/click-calibration';
import { clickLogLoss, normalisedEntropy } from './metrics/click-log-loss';
import { type ClickScores, clickShare } from './metrics/click-scores';
import { type GroupAuc, groupAuc } from './metrics/group-auc';

/** A click model's answers beside the truth, and whose rows they are. */
export interface ClickPredictions extends ClickScores {
  /** [rows], who saw each row; null where nobody knows. */
  readonly groups: ArrayLike<number> | null;
}

/** The scalar metrics of a click model. Those of rows with one class alone are null. */
export interface ClickMetrics {
  readonly auc: number | null;
  /** Nats. */
  readonly logLoss: number;
  /** Log-loss over that of always saying the click rate. */
  readonly normalisedEntropy: number | null;
  /** Expected calibration error of the click's probability, over 15 bins. */
  readonly ece: number;
  /** Clicks foreseen over clicks had. */
  readonly calibrationRatio: number | null;
  /** AUC within users; null where `groups` is. */
  readonly groupAuc: GroupAuc | null;
  readonly clickRate: number;
  /** Rows. */
  readonly count: number;
}

/**
 * The scalar metrics of a click model on one set of rows. A model that was trained on a share w of the rows without a
 * click is measured with ln(w) added to its logits, which is what `correctDownsampling` does to probabilities.
 * @throws InputError on different lengths, logits that are not finite, or labels other than 0 and 1
 */
export function evaluateClicks(options: ClickPredictions): ClickMetrics {
  checkOptions('evaluateClicks', options, ['logits', 'labels', 'groups']);
  const { logits, labels, groups } = options;
  const scores = { logits, labels };
  return {
    logLoss: clickLogLoss(scores),
    auc: auc(scores),
    normalisedEntropy: normalisedEntropy(scores),
    ece: clickCalibration({ ...scores, bins: 15 }).ece,
    calibrationRatio: calibrationRatio(scores),
    groupAuc: groups === null ? null : groupAuc({ ...scores, groups }),
    clickRate: clickShare(labels),
    count: labels.length,
  };
}
