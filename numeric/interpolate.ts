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
