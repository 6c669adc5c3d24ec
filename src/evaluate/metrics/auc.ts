import { checkOptions } from '../../errors';
import { type ClickScores, checkClickScores } from './click-scores';
import { ascending, placements } from './placements';

/** The logits of the rows with a click, or without. */
export function logitsOf({ logits, labels }: ClickScores, label: number): Float64Array {
  const chosen: number[] = [];
  for (let row = 0; row < labels.length; row++) if (labels[row] === label) chosen.push(logits[row]);
  return Float64Array.from(chosen);
}

/** As {@link auc}, of scores that were checked. */
export function areaUnderCurve(scores: ClickScores): number | null {
  const clicks = logitsOf(scores, 1);
  const others = ascending(logitsOf(scores, 0));
  if (clicks.length === 0 || others.length === 0) return null;
  return placements(clicks, others).reduce((sum, place) => sum + place, 0) / clicks.length;
}

/**
 * Area under the ROC curve: the probability that a row with a click has a higher logit than one without, ties counted by
 * half. Any increasing function of the logits gives the same.
 * @returns null where one of the two classes is missing
 * @throws InputError on different lengths, logits that are not finite, or labels other than 0 and 1
 */
export function auc(scores: ClickScores): number | null {
  checkOptions('auc', scores, ['logits', 'labels']);
  checkClickScores('auc', scores);
  return areaUnderCurve(scores);
}
