import type { Fields } from '../file/fields';
import type { Rows } from '../file/rows';
import { check } from '../student-error';

export function decayOf(config: Fields): number {
  const decay = config.number('decay');
  check(decay > 0 && decay <= 1, `${config.where}, decay`, 'a number in (0, 1]', decay);
  return decay;
}

/** m = Σ_p decay^(n−p) v_{s_p} / Σ_p decay^(n−p), the youngest at p = n; zeros for an empty history. */
export function historyMean(vectors: Rows, history: Int32Array, decay: number): Float32Array {
  const [sum, own] = [new Float32Array(vectors.width), new Float32Array(vectors.width)];
  let [weight, total] = [1, 0];
  for (let p = history.length - 1; p >= 0; p--) {
    vectors.read(history[p], own);
    for (let k = 0; k < sum.length; k++) sum[k] += weight * own[k];
    total += weight;
    weight *= decay;
  }
  return total === 0 ? sum : sum.map((value) => value / total);
}
