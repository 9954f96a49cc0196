/** The arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The standard deviation of these values themselves (divided by n). */
export function deviation(values: ArrayLike<number>): number {
  return Math.sqrt(squares(values) / values.length);
}

/** The estimate of the standard deviation behind a sample (divided by n − 1); NaN for a single value. */
export function sampleDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(squares(values) / (values.length - 1));
}

function squares(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum;
}

/** The value below which the part `p` of the values lies: between the two nearest in order, in a straight line. */
export function quantile(values: ArrayLike<number>, p: number): number {
  const ordered = Float64Array.from(values).sort();
  const place = p * (ordered.length - 1);
  const low = Math.floor(place);
  const above = ordered[Math.min(low + 1, ordered.length - 1)]!;
  return ordered[low]! + (place - low) * (above - ordered[low]!);
}

/**
 * Shifts and scales to mean 0 and deviation 1. Values that are all alike (deviation below 1e-12 of the largest, which
 * rounding alone makes) become 0.
 */
export function standardize(values: Float64Array): Float64Array {
  const centre = mean(values);
  const width = deviation(values);
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = width > 1e-12 * largest ? 1 / width : 0;
  return values.map(value => (value - centre) * scale);
}
