// The curves that published fits are made of.

/** c₀ + c₁ x + c₂ x² … */
export function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}

/** `value`, held between `low` and `high`. Comparisons take half as long as Math.min and Math.max, which look for −0. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** The broken line through (at, value), `at` ascending, held at both ends. */
export function brokenLine(at: ArrayLike<number>, value: ArrayLike<number>): (x: number) => number {
  const last = at.length - 1;
  return x => {
    if (!(x > at[0]!)) return value[0]!;
    if (x >= at[last]!) return value[last]!;
    let low = 0;
    for (let high = last; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (at[middle]! <= x) low = middle;
      else high = middle;
    }
    const share = (x - at[low]!) / (at[low + 1]! - at[low]!);
    return value[low]! + share * (value[low + 1]! - value[low]!);
  };
}
