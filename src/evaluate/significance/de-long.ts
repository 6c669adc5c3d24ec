import { mean, sampleVariance } from 'simple-statistics';
import { checkOptions, InputError } from '../../errors';
import { logitsOf } from '../metrics/auc';
import { checkClickScores } from '../metrics/click-scores';
import { ascending, placements } from '../metrics/placements';
import { normalCritical, normalTail } from './normal-tail';

/** Two click models' answers on the same rows. */
export interface PairedClickScores {
  /** [rows], e.g. the distilled student's logits */
  readonly treatment: ArrayLike<number>;
  /** [rows], e.g. those of the student from scratch */
  readonly baseline: ArrayLike<number>;
  /** [rows], 1 for a click, 0 for none */
  readonly labels: ArrayLike<number>;
}

export interface AucDifference {
  /** AUC(treatment) − AUC(baseline); above 0 where the treatment is better. */
  readonly difference: number;
  /** Ends of the 95% interval of that difference. */
  readonly low: number;
  readonly high: number;
  /** Two-sided. */
  readonly p: number;
}

/** What each row adds to the AUC: rows with a click by those below them, the others by those above. */
function componentsOf(logits: ArrayLike<number>, labels: ArrayLike<number>) {
  const clicks = logitsOf({ logits, labels }, 1);
  const others = logitsOf({ logits, labels }, 0);
  return {
    clicks: placements(clicks, ascending(others)),
    others: placements(others, ascending(clicks)).map((below) => 1 - below),
  };
}

/**
 * DeLong's test of two correlated AUCs: the difference over its standard error, by what each row adds to either AUC, in
 * time n · ln n. It takes rows as independent: with many rows a user the interval is too narrow.
 * Models that order all rows alike differ by 0 and give p = 1.
 * @throws InputError on different lengths, logits that are not finite, or fewer than two rows of either class
 * @see DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44(3); Sun & Xu 2014, IEEE SPL 21(11)
 */
export function aucDifference(scores: PairedClickScores): AucDifference {
  const where = 'aucDifference';
  checkOptions(where, scores, ['treatment', 'baseline', 'labels']);
  const { treatment, baseline, labels } = scores;
  checkClickScores(where, { logits: treatment, labels });
  checkClickScores(where, { logits: baseline, labels });
  const [own, other] = [componentsOf(treatment, labels), componentsOf(baseline, labels)];
  if (own.clicks.length < 2 || own.others.length < 2) {
    throw new InputError(
      `${where}: expected at least two rows with a click and two without, found ${own.clicks.length} and ${own.others.length}`,
    );
  }
  const ofClicks = Array.from(own.clicks, (x, i) => x - other.clicks[i]);
  const ofOthers = Array.from(own.others, (x, i) => x - other.others[i]);
  const difference = mean(ofClicks);
  const variance = sampleVariance(ofClicks) / ofClicks.length + sampleVariance(ofOthers) / ofOthers.length;
  const error = Math.sqrt(variance);
  return {
    difference,
    low: difference - normalCritical * error,
    high: difference + normalCritical * error,
    p: difference === 0 ? 1 : normalTail(difference / error),
  };
}
