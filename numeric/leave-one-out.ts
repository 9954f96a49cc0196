import { cholesky, choleskySolve, inverseLower } from './cholesky.js';
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
  const factor = soundFactor(damped(gram, lambda));
  if (!factor) return undefined;
  const samples = transpose(features);
  const weights = choleskySolve(factor, timesTransposed(features, targets));
  const fitted = timesTransposed(samples, transpose(weights));
  const residuals = transpose(targets).data.map((value, at) => value - fitted.data[at]!);
  // xᵀ(L Lᵀ)⁻¹x = ‖L⁻¹x‖².
  const inner = squaredRows(timesTransposed(samples, inverseLower(factor)));
  const rest = inner.map(leverage => 1 - 1 / samples.rows - leverage);
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
  const factor = soundFactor(shifted);
  if (!factor) return undefined;
  const diagonal = squaredRows(transpose(inverseLower(factor)));
  const rest = diagonal.map(value => value - 1 / (n * (lambda + trace)));
  return { residuals: choleskySolve(factor, transpose(targets)), rest };
}

/** The Cholesky factor, unless a pivot is so small beside what it was subtracted from that it is nothing but rounding. */
function soundFactor(a: Matrix): Matrix | undefined {
  const n = a.rows;
  const factor = cholesky(a);
  for (let at = 0; at < n * n; at += n + 1)
    if (!factor || factor.data[at]! ** 2 < 1e-14 * a.data[at]!) return undefined;
  return factor;
}

function squaredRows({ rows, cols, data }: Matrix): Float64Array {
  const sums = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) for (let k = 0; k < cols; k++, at++) sums[i]! += data[at]! ** 2;
  return sums;
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
