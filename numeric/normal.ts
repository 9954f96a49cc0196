/** The standard normal density at x. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * The share of a standard normal distribution below x, good to 1e-12 of itself in either tail: Marsaglia's
 * series x + x³/3 + x⁵/15 + … near the middle, Laplace's continued fraction in the tails, where the series would cancel.
 */
export function normalBelow(x: number): number {
  if (x > 3) return 1 - normalBelow(-x);
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
