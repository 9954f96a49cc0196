import { cholesky, choleskySolve } from './cholesky.js';
import { type Matrix, matrix, transpose } from './matrix.js';
import { timesTransposed } from './product.js';
import {
  type Choice,
  type ChosenRidge,
  damped,
  firstSolved,
  largestIndex,
  oneAgainstRest,
  type RidgeProblem,
  ridgeProblem,
} from './ridge.js';
import { mean } from './statistics.js';

/**
 * The scores that each sample gets from the ridge readout of all the others (samples × outputs), exactly, by the residuals e
 * and the hat matrix H of the readout of all samples:
 *
 *     ŷ(−i) = yᵢ − eᵢ/(1 − Hᵢᵢ),      H = 11ᵀ/n + X(XᵀX + λI)⁻¹Xᵀ
 *
 * (PRESS; Allen, Technometrics 16:125 (1974)). Undefined where the penalty drowns in rounding.
 */
export function leaveOneOutScores(problem: RidgeProblem, lambda: number): Matrix | undefined {
  const { targets, targetMeans, form } = problem;
  const leverage = form === 'primal' ? primalLeverage(problem, lambda) : dualLeverage(problem, lambda);
  if (!leverage?.rest.every(rest => rest > 0)) return undefined;
  const { rows: outputs, cols: samples } = targets;
  const scores = matrix(samples, outputs);
  for (let i = 0; i < samples; i++)
    for (let k = 0; k < outputs; k++) {
      const error = leverage.residuals.data[i * outputs + k]! / leverage.rest[i]!;
      scores.data[i * outputs + k] = targets.data[k * samples + i]! + targetMeans[k]! - error;
    }
  return scores;
}

/** Residuals e (samples × outputs) and 1 − Hᵢᵢ, both perhaps times the same number. */
interface Leverage {
  readonly residuals: Matrix;
  readonly rest: Float64Array;
}

function primalLeverage({ features, targets, gram }: RidgeProblem, lambda: number): Leverage | undefined {
  const factor = cholesky(damped(gram, lambda));
  if (!factor) return undefined;
  const weights = choleskySolve(factor, timesTransposed(features, targets));
  const fitted = timesTransposed(transpose(features), transpose(weights));
  const solved = choleskySolve(factor, features);
  const rest = new Float64Array(features.cols).fill(1 - 1 / features.cols);
  solved.data.forEach((value, at) => {
    rest[at % features.cols]! -= value * features.data[at]!;
  });
  const residuals = transpose(targets).data.map((value, at) => value - fitted.data[at]!);
  return { residuals: matrix(fitted.rows, fitted.cols, residuals), rest };
}

/**
 * With G = (XXᵀ + λI + c·11ᵀ/n)⁻¹ and centred X and Y, e = λ G Y and 1 − Hᵢᵢ = λ(Gᵢᵢ − 1/(n(λ + c))) for every c. Without c
 * the difference would cancel where λ is small; the trace is large enough.
 */
function dualLeverage({ targets, gram }: RidgeProblem, lambda: number): Leverage | undefined {
  const n = gram.rows;
  let trace = 0;
  for (let i = 0; i < n; i++) trace += gram.data[i * n + i]!;
  const shifted = damped(gram, lambda);
  for (let at = 0; at < shifted.data.length; at++) shifted.data[at]! += trace / n;
  const factor = cholesky(shifted);
  if (!factor) return undefined;
  const inverse = choleskySolve(factor, damped(matrix(n, n), 1));
  const rest = Float64Array.from({ length: n }, (_, i) => inverse.data[i * n + i]! - 1 / (n * (lambda + trace)));
  return { residuals: choleskySolve(factor, transpose(targets)), rest };
}

/**
 * Ridge classification as `chooseRidge` does it, its λ chosen by leaving out one sample at a time: the one with the fewest
 * expected errors wins, the mean of 1/(1 + e^(4m)), m = half of what the sample's class scores above the best other. That
 * counts errors as accuracy does, but goes on where few samples make accuracies tie, and unlike squared errors it does not
 * hold a score against a readout that is far out on the right side or hopeless on the wrong one.
 *
 * Undefined where every penalty drowns in rounding. RangeError for an empty grid or under 2 samples.
 */
export function chooseRidgeLeaveOneOut(
  features: Matrix,
  labels: ArrayLike<number>,
  classes: number,
  grid: readonly number[],
): ChosenRidge | undefined {
  if (grid.length === 0 || features.rows < 2) throw new RangeError('ridge needs a penalty and at least 2 samples');
  const problem = ridgeProblem(features, oneAgainstRest(labels, classes));
  const choices = grid.flatMap((lambda): Choice[] => {
    const scores = leaveOneOutScores(problem, lambda);
    if (!scores) return [];
    const heldOutRight = Uint8Array.from({ length: scores.rows }, (_, i) =>
      largestIndex(scores, i) === labels[i] ? 1 : 0,
    );
    const expected = Float64Array.from(heldOutRight, (_, i) => 1 / (1 + Math.exp(4 * margin(scores, i, labels[i]!))));
    return [{ lambda, heldOutRight, cvAccuracy: mean(heldOutRight), cvError: mean(expected) }];
  });
  return firstSolved(
    problem,
    choices.sort((a, b) => a.cvError - b.cvError),
  );
}

/** Half of what the class `label` scores above the best other. */
function margin({ cols, data }: Matrix, row: number, label: number): number {
  const scores = data.subarray(row * cols, (row + 1) * cols);
  return (
    (scores[label]! - scores.reduce((best, score, k) => (k === label ? best : Math.max(best, score)), -Infinity)) / 2
  );
}
