/** Writes du/dt at the time `seconds` and the state u into `out`. */
export type Slope = (seconds: number, u: Float64Array, out: Float64Array) => void;

/** One step of the method. */
export interface RadauStep {
  /** u at the end. */
  readonly end: Float64Array;
  /** Size of the local error of each variable, estimated, at the end or within the step, whichever is larger. */
  readonly error: Float64Array;
  /** u at `from` + part · `length`, 0 ≤ part ≤ 1, into `out`. */
  at(part: number, out: Float64Array): void;
}

const r6 = Math.sqrt(6);

/** Where the stages stand in a step, as parts of it; the last is its end. */
export const stages: readonly number[] = [(4 - r6) / 10, (4 + r6) / 10, 1];

const a: readonly (readonly number[])[] = [
  [(88 - 7 * r6) / 360, (296 - 169 * r6) / 1800, (-2 + 3 * r6) / 225],
  [(296 + 169 * r6) / 1800, (88 + 7 * r6) / 360, (-2 - 3 * r6) / 225],
  [(16 - r6) / 36, (16 + r6) / 36, 1 / 9],
];

/** The real eigenvalue of the inverse of `a`, and the weights of the error estimate. */
const gamma = 30 / (6 + Math.cbrt(81) - Math.cbrt(9));
const e: readonly number[] = [-(13 + 7 * r6) / 3, (-13 + 7 * r6) / 3, -1 / 3];

/** A place in the middle between two stages, and the weights of the stages in the polynomial and its slope there. */
const midway = 0.4;
const midwayWeights = cubic(midway);
const midwaySlope = cubic(midway + 1e-4).map((weight, i) => (weight - cubic(midway - 1e-4)[i]!) / 2e-4);

/** From the newest correction to the next, Newton's method must gain this much, or the step is too long. */
const slowest = 0.5;
const maxIterations = 12;

/**
 * One step of Radau IIA with three stages, order 5 (Hairer and Wanner, Solving Ordinary Differential Equations II,
 * section IV.8), for a few variables that all lie about between 0 and 1. It is L-stable, and its stages are points of one
 * cubic polynomial, which gives the state anywhere in the step. The stages are found by Newton's method to a hundredth of
 * `tolerance`, with one Jacobian by differences. The error at the end is the third-order estimate of that section, passed
 * through (γ/h − J)⁻¹ a second time where it exceeds `tolerance`. That filter damps it in stiff variables, whose end is
 * exact but whose polynomial follows no better than the step is short; so (γ/h − J)⁻¹ of the defect of the polynomial
 * between two stages counts as well.
 *
 * Undefined where Newton's method fails or meets what is not finite: the step is too long.
 */
export function radauStep(
  slope: Slope,
  from: number,
  u: Float64Array,
  length: number,
  tolerance: number,
): RadauStep | undefined {
  const n = u.length;
  const first = slopeAt(slope, from, u);
  const jacobian = differences(slope, from, u, first);
  const newton = new Float64Array(9 * n * n);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++)
      for (let k = 0; k < n; k++)
        for (let l = 0; l < n; l++)
          newton[(i * n + k) * 3 * n + j * n + l] =
            (i === j && k === l ? 1 : 0) - length * a[i]![j]! * jacobian[k * n + l]!;
  const pivots = factor(newton, 3 * n);
  if (!pivots) return undefined;

  // z: how far each stage is from u.
  const z = new Float64Array(3 * n);
  const stage = new Float64Array(n);
  const slopes = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let before = Number.POSITIVE_INFINITY;
  for (let iteration = 0; ; iteration++) {
    if (iteration === maxIterations) return undefined;
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < n; k++) stage[k] = u[k]! + z[i * n + k]!;
      slope(from + stages[i]! * length, stage, slopes[i]!);
    }
    const change = z.map((value, at) => {
      const k = at % n;
      const row = a[(at - k) / n]!;
      return length * (row[0]! * slopes[0]![k]! + row[1]! * slopes[1]![k]! + row[2]! * slopes[2]![k]!) - value;
    });
    solve(newton, pivots, change);
    let size = 0;
    change.forEach((value, at) => {
      z[at]! += value;
      size = Math.max(size, Math.abs(value));
      if (Number.isNaN(value)) size = Number.POSITIVE_INFINITY;
    });
    if (size <= Math.max(tolerance / 100, 1e-14)) break;
    if (!(size < before * (iteration > 1 ? slowest : 2))) return undefined;
    before = size;
  }

  const filter = jacobian.map((value, at) => (at % (n + 1) === 0 ? gamma / length : 0) - value);
  const filterPivots = factor(filter, n);
  if (!filterPivots) return undefined;
  const sum = (weights: readonly number[], k: number): number =>
    weights[0]! * z[k]! + weights[1]! * z[n + k]! + weights[2]! * z[2 * n + k]!;
  const filtered = (rate: Float64Array, weights: readonly number[]): Float64Array => {
    const error = rate.map((value, k) => value + sum(weights, k) / length);
    solve(filter, filterPivots, error);
    return error;
  };
  let error = filtered(first, e);
  if (error.some(value => Math.abs(value) > tolerance)) {
    const moved = u.map((value, k) => value + error[k]!);
    error = filtered(slopeAt(slope, from, moved), e);
  }
  const middle = u.map((value, k) => value + sum(midwayWeights, k));
  const defect = filtered(
    slopeAt(slope, from + midway * length, middle),
    midwaySlope.map(weight => -weight),
  );
  return {
    end: u.map((value, k) => value + z[2 * n + k]!),
    error: error.map((value, k) => Math.max(Math.abs(value), Math.abs(defect[k]!))),
    at: (part, out) => {
      const weights = cubic(part);
      for (let k = 0; k < n; k++) out[k] = u[k]! + sum(weights, k);
    },
  };
}

/** Weights of the stages in the cubic that is 0 at 0 and the stages' values at theirs. */
function cubic(part: number): number[] {
  return stages.map((own, i) => {
    let weight = part / own;
    for (const [j, other] of stages.entries()) if (j !== i) weight *= (part - other) / (own - other);
    return weight;
  });
}

function slopeAt(slope: Slope, seconds: number, u: Float64Array): Float64Array {
  const out = new Float64Array(u.length);
  slope(seconds, u, out);
  return out;
}

/** Nearer to a bound than this, differences are taken away from it. */
const nearBound = 1e-6;

/**
 * du'/du by rows, by differences towards where each state comes from: a state that follows a ridge beyond which its rate is
 * 0 may be nearer to it than the difference, and would seem not to be drawn there at all.
 */
function differences(slope: Slope, seconds: number, u: Float64Array, here: Float64Array): Float64Array {
  const n = u.length;
  const jacobian = new Float64Array(n * n);
  for (let l = 0; l < n; l++) {
    const value = u[l]!;
    const back = value < nearBound ? false : value > 1 - nearBound || here[l]! > 0;
    const delta = back ? -1e-7 : 1e-7;
    const moved = slopeAt(
      slope,
      seconds,
      u.map((value, k) => (k === l ? value + delta : value)),
    );
    for (let k = 0; k < n; k++) jacobian[k * n + l] = (moved[k]! - here[k]!) / delta;
  }
  return jacobian;
}

/** LU factors in place, with the rows that were taken as pivots; undefined where the matrix is singular. */
function factor(matrix: Float64Array, n: number): number[] | undefined {
  const pivots: number[] = [];
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(matrix[i * n + k]!) > Math.abs(matrix[best * n + k]!)) best = i;
    const pivot = matrix[best * n + k]!;
    if (!(Math.abs(pivot) > 0 && Number.isFinite(pivot))) return undefined;
    pivots.push(best);
    if (best !== k)
      for (let j = 0; j < n; j++) {
        const kept = matrix[k * n + j]!;
        matrix[k * n + j] = matrix[best * n + j]!;
        matrix[best * n + j] = kept;
      }
    for (let i = k + 1; i < n; i++) {
      matrix[i * n + k]! /= pivot;
      const by = matrix[i * n + k]!;
      for (let j = k + 1; j < n; j++) matrix[i * n + j]! -= by * matrix[k * n + j]!;
    }
  }
  return pivots;
}

/** Solves with the factors, in place of the right-hand side. */
function solve(factors: Float64Array, pivots: readonly number[], right: Float64Array): void {
  const n = pivots.length;
  for (let k = 0; k < n; k++) {
    const best = pivots[k]!;
    const kept = right[k]!;
    right[k] = right[best]!;
    right[best] = kept;
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) right[i]! -= factors[i * n + j]! * right[j]!;
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) right[i]! -= factors[i * n + j]! * right[j]!;
    right[i]! /= factors[i * n + i]!;
  }
}
