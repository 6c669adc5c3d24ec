/**
 * Σ_k level_k · softmax(z)_k
 * @param logits of one pair; a view into a larger array will do
 */
export function expectedRating(logits: Float32Array | Float64Array, levels: readonly number[]): number {
  let largest = logits[0];
  for (let k = 1; k < levels.length; k++) largest = Math.max(largest, logits[k]);
  let [sum, weighted] = [0, 0];
  for (let k = 0; k < levels.length; k++) {
    const share = Math.exp(logits[k] - largest);
    sum += share;
    weighted += share * levels[k];
  }
  return weighted / sum;
}
