/** erf for small x, by its series of positive terms: 2 / √π · e^(−x²) · Σ_n 2ⁿ x^(2n+1) / (1 · 3 · … · (2n + 1)). */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc for large x, by its continued fraction (DLMF 7.9.2), from the far end. */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let k = 200; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** Two-sided tail of the standard normal distribution: P(|Z| ≥ |z|) = erfc(|z| / √2). */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x);
}

/** The z beyond which lie 5% of the standard normal distribution, both sides together. */
export const normalCritical = 1.959963984540054;
