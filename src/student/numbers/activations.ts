export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * The error function to 1.5e-7.
 * @see Abramowitz & Stegun 1964, equation 7.1.26
 */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
}

/** x Φ(x) */
export const gelu = (x: number): number => 0.5 * x * (1 + erf(x * Math.SQRT1_2));

/** In place. */
export function softmax(scores: Float64Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const score of scores) largest = Math.max(largest, score);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.exp(scores[k] - largest);
    sum += scores[k];
  }
  for (let k = 0; k < scores.length; k++) scores[k] /= sum;
  return scores;
}

/** gain · (x − mean) / √(variance + epsilon) + bias */
export function layerNorm(
  x: Float32Array,
  {
    gain,
    bias,
    epsilon,
  }: { readonly gain: Float32Array; readonly bias: Float32Array; readonly epsilon: number },
): Float32Array {
  let [mean, variance] = [0, 0];
  for (const value of x) mean += value / x.length;
  for (const value of x) variance += (value - mean) ** 2 / x.length;
  const inverse = 1 / Math.sqrt(variance + epsilon);
  return x.map((value, k) => gain[k] * (value - mean) * inverse + bias[k]);
}
