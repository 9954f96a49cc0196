/** φ(x) = e^(−x²/2) / √(2π). */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * Φ(x), the share of a standard normal distribution below x, good to 1e-12 of itself in the lower tail too: Marsaglia's series
 * 1/2 + φ(x) (x + x³/3 + x⁵/15 + …) near the middle (J. Stat. Softw. 11 (2004) 4), Laplace's continued fraction in the
 * tails, where 1/2 and the series would cancel.
 */
export function normalDistribution(x: number): number {
  if (x > 3) return 1 - normalDistribution(-x);
  if (x < -3) {
    let fraction = -x;
    for (let k = 150; k >= 1; k--) fraction = -x + k / fraction;
    return normalDensity(x) / fraction;
  }
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}
