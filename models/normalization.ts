/** What normalises values group by group: their mean becomes 0 and their deviation 1, then each has a gain and an offset. */
export interface Normalization {
  /** One number for each value of a group; groups share them. */
  readonly gains: Float64Array;
  readonly offsets: Float64Array;
  /** Added to the variance before its root is taken. */
  readonly epsilon: number;
}

/** y = gain·(x − mean)/√(variance + ε) + offset, mean and variance (of n, not n − 1) over each group of values that lie side by side. */
export function normalizedGroups({ gains, offsets, epsilon }: Normalization, x: Float64Array): Float64Array {
  const size = gains.length;
  const out = new Float64Array(x.length);
  for (let first = 0; first < x.length; first += size) {
    const group = x.subarray(first, first + size);
    const mean = group.reduce((sum, value) => sum + value, 0) / size;
    const variance = group.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
    const factor = 1 / Math.sqrt(variance + epsilon);
    for (let i = 0; i < size; i++) out[first + i] = gains[i]! * factor * (group[i]! - mean) + offsets[i]!;
  }
  return out;
}
