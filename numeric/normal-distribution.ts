/** Beyond this, the distribution is 0 or 1 to the last bit of what a uniform number is made of. */
const certain = 8.3;

/**
 * Φ(z), the probability that a standard normal number is at most z, to 1e-15:
 *
 *     Φ(z) = 1/2 + φ(z) (z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + …)
 *
 * (Marsaglia, J. Stat. Softw. 11 (2004) 4). All terms have the sign of z, so nothing cancels; what is far below 1e-15 in
 * the lower tail has no digits of its own.
 */
export function normalDistribution(z: number): number {
  if (!(Math.abs(z) < certain)) return z < 0 ? 0 : z > 0 ? 1 : Number.NaN;
  let term = z;
  let sum = z;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}

/** φ(z) = e^(−z²/2) / √(2π). */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}
