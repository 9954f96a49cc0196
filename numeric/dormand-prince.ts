/** y' = rate(y), written into `out`. */
export type Rate = (y: Float64Array, out: Float64Array) => void;

export interface OdeOptions {
  /** The estimated error of a step, of any entry of y, is at most this. */
  readonly tolerance: number;
  /** No step is longer; where it is below 3.3 over the largest decay rate, steps are stable whatever their error is. */
  readonly maxStep: number;
}

/** A step from time `from` to `to`; `at` fills `out` with y within it, of fourth order, and returns it. */
export interface OdeStep {
  readonly from: number;
  readonly to: number;
  /** y and y' at `to`. */
  readonly y: Float64Array;
  readonly rate: Float64Array;
  at(time: number, out: Float64Array): Float64Array;
}

// Dormand and Prince, J. Comput. Appl. Math. 6 (1980) 19, RK5(4)7M: stages, then the estimate of the error; the last stage is
// the solution of fifth order, and the first of the next step.
const stages = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const errorOf = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];
// Between the ends: Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I, section II.6 (`contd5`).
const bend = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
];

/** Steps of y' = rate(y) from y(0) = start, one after the other without end, by Dormand and Prince's method of order 5(4). */
export function* dormandPrince(
  rate: Rate,
  start: Float64Array,
  { tolerance, maxStep }: OdeOptions,
): Generator<OdeStep, never> {
  const n = start.length;
  let y = start.slice();
  let first = new Float64Array(n);
  rate(y, first);
  let wanted = maxStep / 100;
  for (let from = 0; ; ) {
    const length = Math.min(wanted, maxStep);
    const slopes = [first];
    let end = y;
    for (const weights of stages) {
      end = sum(y, length, weights, slopes);
      const slope = new Float64Array(n);
      rate(end, slope);
      slopes.push(slope);
    }
    const error = sum(new Float64Array(n), length, errorOf, slopes).reduce((most, e) => Math.max(most, Math.abs(e)), 0);
    wanted = length * Math.min(5, Math.max(0.2, 0.9 * (error / tolerance) ** -0.2));
    if (error > tolerance) continue;
    const to = from + length;
    yield { from, to, y: end, rate: slopes[6]!, at: interpolant(from, to, y, end, slopes) };
    from = to;
    y = end;
    first = slopes[6]!;
  }
}

/** y + length·Σ weights·slopes. */
function sum(y: Float64Array, length: number, weights: readonly number[], slopes: readonly Float64Array[]) {
  const out = y.slice();
  for (const [s, weight] of weights.entries()) {
    const slope = slopes[s]!;
    if (weight !== 0) for (let k = 0; k < out.length; k++) out[k]! += length * weight * slope[k]!;
  }
  return out;
}

function interpolant(
  from: number,
  to: number,
  y: Float64Array,
  end: Float64Array,
  slopes: readonly Float64Array[],
): OdeStep['at'] {
  const length = to - from;
  const curve = sum(new Float64Array(y.length), length, bend, slopes);
  return (time, out) => {
    const part = (time - from) / length;
    for (let k = 0; k < out.length; k++) {
      const rise = end[k]! - y[k]!;
      const early = length * slopes[0]![k]! - rise;
      const late = rise - length * slopes[6]![k]! - early;
      out[k] = y[k]! + part * (rise + (1 - part) * (early + part * (late + (1 - part) * curve[k]!)));
    }
    return out;
  };
}
