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
