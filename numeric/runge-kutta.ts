/** Coefficients of Dormand and Prince's pair of order 5 and 4 (J. Comput. Appl. Math. 6:19, 1980), stage by stage. */
const stages = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
] as const;
/** Order 5 minus order 4. */
const errorWeights = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40] as const;

export interface IntegrationOptions {
  /** Largest estimated error of any value in a step, in its own unit. */
  readonly tolerance: number;
  /** Default: the whole duration. */
  readonly longest?: number;
  /** Told the time and the values after each step; the values are used again afterwards. */
  readonly onStep?: (time: number, values: Float64Array) => void;
}

/**
 * Follows y' = rate(y), which does not depend on the time, from `start` for `duration`; returns y there. Explicit steps of
 * order 5, as long as the tolerance allows. `rate` fills its second argument. Error where a step would have to be shorter
 * than 1e-14 of the duration, as where values grow without bound.
 */
export function followRate(
  rate: (values: Float64Array, out: Float64Array) => void,
  start: Float64Array,
  duration: number,
  { tolerance, longest = duration, onStep }: IntegrationOptions,
): Float64Array {
  const size = start.length;
  const k = Array.from({ length: 7 }, () => new Float64Array(size));
  let y = start.slice();
  let next = new Float64Array(size);
  rate(y, k[0]!);
  let time = 0;
  let step = Math.min(longest, duration / 1000);
  while (time < duration) {
    // The last step ends at the end, without a crumb after it.
    const last = time + 1.000001 * step >= duration;
    const h = last ? duration - time : step;
    for (const [s, weights] of stages.entries()) {
      next.set(y);
      for (const [j, weight] of weights.entries()) addTimes(next, k[j]!, h * weight);
      rate(next, k[s + 1]!);
    }
    const error = h * largestSum(k, size);
    if (error <= tolerance) {
      time = last ? duration : time + h;
      [y, next] = [next, y];
      [k[0], k[6]] = [k[6]!, k[0]!];
      onStep?.(time, y);
    }
    step = Math.min(longest, h * Math.min(5, Math.max(0.2, 0.9 * (tolerance / error) ** 0.2)));
    if (!(step > 1e-14 * duration)) throw new Error(`integration stopped at ${time} of ${duration}: its steps vanish`);
  }
  return y;
}

function addTimes(to: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * values[i]!;
}

/** The largest error of a step of length 1. */
function largestSum(k: readonly Float64Array[], size: number): number {
  let largest = 0;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (const [s, weight] of errorWeights.entries()) sum += weight * k[s]![i]!;
    if (!Number.isFinite(sum)) return Infinity;
    largest = Math.max(largest, Math.abs(sum));
  }
  return largest;
}
