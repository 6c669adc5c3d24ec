import { softmaxRows } from '../distill/soft-targets/soft-probabilities';
import { checkOptions } from '../errors';

/**
 * How undecided soft targets are at a temperature, row after row:
 *   H(p) = -Σ_k p_k ln p_k, with p = softmax(z / T)
 * from 0 (sure) to ln(classes) (no word at all).
 * @param options.logits [rows, classes], row-major, unscaled
 * @returns [rows], in nats
 * @throws RangeError if temperature ≤ 0, InputError if the logits do not make whole rows
 */
export function softTargetEntropies(options: {
  readonly logits: Float32Array;
  readonly classes: number;
  readonly temperature: number;
}): Float64Array {
  checkOptions('softTargetEntropies', options, ['logits', 'classes', 'temperature']);
  const { classes } = options;
  const probabilities = softmaxRows(options);
  const entropies = new Float64Array(probabilities.length / classes);
  for (let k = 0; k < probabilities.length; k++) {
    const p = probabilities[k];
    if (p > 0) entropies[Math.floor(k / classes)] -= p * Math.log(p);
  }
  return entropies;
}
