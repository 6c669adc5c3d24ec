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
