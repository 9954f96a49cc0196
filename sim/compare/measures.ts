// How far two results of the same thing are apart, in numbers that mean something.

/** One result against what is expected of it. */
export interface Difference {
  /** The largest |expected|, in its own unit; other figures are parts of it. */
  readonly fullScale: number;
  /** The largest |difference|, as a part of full scale. */
  readonly worst: number;
  /** Where that is. */
  readonly worstAt: number;
  /** √(Σ(found − expected)² / Σ(expected − mean)²): 1 is as bad as saying the mean of what is expected at all times. */
  readonly nrmse: number;
}

/**
 * `found` against `expected`, number by number. NaN where a number is not finite; where full scale or the spread is 0,
 * figures are 0 if the two are equal and Infinity if they are not. RangeError where the lengths differ.
 */
export function difference(found: ArrayLike<number>, expected: ArrayLike<number>): Difference {
  const { length } = expected;
  if (found.length !== length) throw new RangeError(`found ${found.length} numbers, expected ${length}`);
  let [fullScale, worst, worstAt, squares, sum] = [0, 0, 0, 0, 0];
  for (let k = 0; k < length; k++) {
    const apart = Math.abs(found[k]! - expected[k]!);
    fullScale = Math.max(fullScale, Math.abs(expected[k]!));
    if (apart > worst) [worst, worstAt] = [apart, k];
    squares += apart ** 2;
    sum += expected[k]!;
  }
  const mean = sum / length;
  let spread = 0;
  for (let k = 0; k < length; k++) spread += (expected[k]! - mean) ** 2;
  if (!Number.isFinite(squares + fullScale)) return { fullScale, worst: Number.NaN, worstAt: -1, nrmse: Number.NaN };
  return { fullScale, worst: part(worst, fullScale), worstAt, nrmse: Math.sqrt(part(squares, spread)) };
}

const part = (value: number, whole: number): number => (value === 0 ? 0 : value / whole);

/** Spikes of one neuron against those expected of it. */
export interface SpikeDifference {
  /** Pairs of spikes within the window of each other. */
  readonly matched: number;
  /** Expected spikes without a partner, and spikes that nobody expected. */
  readonly missed: number;
  readonly extra: number;
  /** s, mean of found − expected over the pairs; 0 without pairs. */
  readonly shift: number;
  /** s, root mean square of found − expected over the pairs; 0 without pairs. */
  readonly jitter: number;
}

/**
 * Compares the times (s, ascending) of two spike trains. Each expected spike is paired with at most one found within
 * `window` s of it: in order of time, and such that as many as possible are paired.
 */
export function spikeDifference(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  window: number,
): SpikeDifference {
  const apart: number[] = [];
  // In order, the earliest partner that is near enough leaves most for those that follow.
  for (let i = 0, j = 0; i < found.length && j < expected.length; ) {
    const late = found[i]! - expected[j]!;
    if (late < -window) i++;
    else if (late > window) j++;
    else {
      apart.push(late);
      i++;
      j++;
    }
  }
  const matched = apart.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / (matched || 1);
  return {
    matched,
    missed: expected.length - matched,
    extra: found.length - matched,
    shift: mean(apart),
    jitter: Math.sqrt(mean(apart.map(late => late ** 2))),
  };
}
