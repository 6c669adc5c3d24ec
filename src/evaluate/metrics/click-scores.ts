import { InputError } from '../../errors';
import { checkFinite, checkSameLength } from '../checks';

/** A click model's answers beside the truth. */
export interface ClickScores {
  /** [rows], unscaled; the probability of a click is 1 / (1 + exp(−z)) */
  readonly logits: ArrayLike<number>;
  /** [rows], 1 for a click, 0 for none */
  readonly labels: ArrayLike<number>;
}

/** @throws InputError on different lengths, logits that are not finite, or labels other than 0 and 1 */
export function checkClickScores(where: string, { logits, labels }: ClickScores): void {
  checkSameLength(where, { logits, labels });
  checkFinite(where, 'logits', logits);
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === 0 || labels[row] === 1) continue;
    throw new InputError(`${where}: labels[${row}] is ${labels[row]}; expected 1 for a click or 0 for none`);
  }
}

/** Share of rows with a click. */
export function clickShare(labels: ArrayLike<number>): number {
  let clicks = 0;
  for (let row = 0; row < labels.length; row++) clicks += labels[row];
  return clicks / labels.length;
}

/** σ(z), finite for logits of any size. */
export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
