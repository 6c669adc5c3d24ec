import { gammaln } from 'simple-statistics';

/**
 * Continued fraction of the incomplete beta function, by the modified Lentz method.
 * @see Press et al., "Numerical Recipes", section 6.4; DLMF 8.17.22
 */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const nonZero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const coefficient of [even, odd]) {
      d = 1 / nonZero(1 + coefficient * d);
      c = nonZero(1 + coefficient / c);
      step = c * d;
      fraction *= step;
    }
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return fraction;
}

/** Regularised incomplete beta function I_x(a, b), for a, b > 0 and x in [0, 1]. */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges fast only below the mean of the distribution; above it the mirror image is used.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/**
 * Two-sided tail of Student's t: P(|T| ≥ |t|) = I_x(ν/2, 1/2) with x = ν / (ν + t²).
 * @param options.t the statistic
 * @param options.freedom ν, degrees of freedom, positive
 */
export function studentTTail(options: { readonly t: number; readonly freedom: number }): number {
  const { t, freedom } = options;
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0;
  return regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/**
 * The t beyond which lies the given two-sided tail; the inverse of {@link studentTTail}, by bisection.
 * @param options.tail in (0, 1), e.g. 0.05 for a 95% interval
 */
export function studentTCritical(options: { readonly tail: number; readonly freedom: number }): number {
  const { tail, freedom } = options;
  let low = 0;
  let high = 1;
  while (studentTTail({ t: high, freedom }) > tail) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (studentTTail({ t: middle, freedom }) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
