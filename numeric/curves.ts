// The curves that published fits are made of.

/** c₀ + c₁ x + c₂ x² … */
export function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}

/** `value`, held between `low` and `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** At `x`, on straight lines from point to point (xs[i], ys[i]), of which the first and the last hold beyond. `xs` rises. */
export function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const next = xs.findIndex(known => known > x);
  if (next < 0) return ys.at(-1)!;
  if (next === 0) return ys[0]!;
  const along = (x - xs[next - 1]!) / (xs[next]! - xs[next - 1]!);
  return ys[next - 1]! + along * (ys[next]! - ys[next - 1]!);
}
