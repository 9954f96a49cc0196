/** Values to so many digits after the point, as they are printed. */
export function rounded(values: ArrayLike<number>, digits: number): number[] {
  return Array.from(values, value => Number(value.toFixed(digits)) + 0);
}
