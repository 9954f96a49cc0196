/** The largest distance between the distribution functions of two samples, and how often chance alone makes it. */
export interface KolmogorovSmirnov {
  readonly distance: number;
  /** The share of pairs of samples of one distribution that lie at least as far apart. */
  readonly p: number;
}

/**
 * The two-sample test of Kolmogorov and Smirnov. p is the asymptotic distribution with Stephens' correction
 * (√n + 0.12 + 0.11/√n)·D at the effective size n = n₁n₂/(n₁ + n₂), good to some 1e-3 from n = 4 on.
 */
export function kolmogorovSmirnov(first: Float64Array, second: Float64Array): KolmogorovSmirnov {
  const [a, b] = [first.slice().sort(), second.slice().sort()];
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    // Past all values that are equal in both, so that ties count once.
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const root = Math.sqrt((a.length * b.length) / (a.length + b.length));
  return { distance, p: kolmogorovAbove((root + 0.12 + 0.11 / root) * distance) };
}

/** The share of Kolmogorov's distribution above x: 2 Σ (−1)^(k−1) e^(−2k²x²), below 1 by its theta-function twin. */
export function kolmogorovAbove(x: number): number {
  if (x < 0.15) return 1; // to within 1e-22
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k < 20; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k < 10; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}
