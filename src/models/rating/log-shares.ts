/**
 * Offsets that make an untrained model predict the levels' shares in the training rows: ln((n_k + 1) / Σ (n + 1)).
 * Starting there spares training the first epochs, and keeps a level that never occurs finite.
 */
export function logShares(frequencies: ArrayLike<number>): Float32Array {
  const counts = Array.from(frequencies, (n) => n + 1);
  const total = counts.reduce((a, b) => a + b, 0);
  return Float32Array.from(counts, (n) => Math.log(n / total));
}
