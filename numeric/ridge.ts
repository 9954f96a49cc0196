import { cholesky, choleskySolve } from './cholesky.js';
import { type Matrix, matrix, transpose } from './matrix.js';
import { affine, timesTransposed } from './product.js';

/** A linear readout y = W x + b. */
export interface LinearReadout {
  /** outputs × features. */
  readonly weights: Matrix;
  readonly bias: Float64Array;
}

/** A ridge problem made ready: centred data and its Gram matrix, from which every λ is one Cholesky away. */
export interface RidgeProblem {
  /** features × samples, centred. */
  readonly features: Matrix;
  /** outputs × samples, centred. */
  readonly targets: Matrix;
  readonly featureMeans: Float64Array;
  readonly targetMeans: Float64Array;
  /** XᵀX where there are at least as many samples as features, otherwise the smaller XXᵀ. */
  readonly gram: Matrix;
  readonly form: 'primal' | 'dual';
}

/** Prepares ridge regression of `targets` (samples × outputs) on `features` (samples × features). */
export function ridgeProblem(features: Matrix, targets: Matrix): RidgeProblem {
  const x = centred(features);
  const y = centred(targets);
  const form = features.rows >= features.cols ? 'primal' : 'dual';
  const xt = transpose(x.values);
  return {
    features: xt,
    targets: transpose(y.values),
    featureMeans: x.means,
    targetMeans: y.means,
    gram: form === 'primal' ? timesTransposed(xt, xt) : timesTransposed(x.values, x.values),
    form,
  };
}

/**
 * The minimum of Σ‖W x + b − y‖² + λ‖W‖²; the bias is free of the penalty because X and Y are centred. With XᵀX of
 * size features²:  Wᵀ = (XᵀX + λI)⁻¹ XᵀY;  with XXᵀ of size samples²:  Wᵀ = Xᵀ(XXᵀ + λI)⁻¹ Y;  b = ȳ − W x̄.
 * Undefined where the penalty drowns in rounding, so that the matrix is not positive definite.
 */
export function solveRidge(problem: RidgeProblem, lambda: number): LinearReadout | undefined {
  const { features, targets, gram, form } = problem;
  const damped = matrix(gram.rows, gram.cols, Float64Array.from(gram.data));
  for (let i = 0; i < gram.rows; i++) damped.data[i * gram.cols + i]! += lambda;
  const factor = cholesky(damped);
  if (!factor) return undefined;
  const weights =
    form === 'primal'
      ? transpose(choleskySolve(factor, timesTransposed(features, targets)))
      : timesTransposed(transpose(choleskySolve(factor, transpose(targets))), features);
  const shift = affine(matrix(1, problem.featureMeans.length, problem.featureMeans), weights).data;
  return { weights, bias: problem.targetMeans.map((y, k) => y - shift[k]!) };
}

/** A penalty chosen by cross-validation, and the readout trained with it on all samples. */
export interface ChosenRidge extends LinearReadout {
  readonly lambda: number;
  /** Share of samples whose class is right in the fold that did not train on them. */
  readonly cvAccuracy: number;
  /** Mean squared error of the held-out scores. */
  readonly cvError: number;
}

/**
 * How held-out samples (rows of `unseen`) are scored by a readout trained on the rows of `seen`. The default is exact;
 * hardware passes its own, so that the penalty is chosen for what its devices make of the weights.
 */
export type Scorer = (readout: LinearReadout, unseen: Matrix, seen: Matrix) => Matrix;

/**
 * Ridge classification with targets ±1, one against the rest (as scikit-learn's RidgeClassifier), its λ chosen by
 * k-fold cross-validation: the highest accuracy wins, among equals the smallest squared error of the held-out scores.
 * Small training sets tie often, and the squared error is the finer measure of the two. `labels[i]` is the class and
 * `foldOf[i]` the fold of row i, for example by `stratifiedFolds`.
 *
 * Undefined where every penalty of the grid drowns in rounding. RangeError for an empty grid or under 2 samples.
 */
export function chooseRidge(
  features: Matrix,
  labels: ArrayLike<number>,
  classes: number,
  grid: readonly number[],
  foldOf: ArrayLike<number>,
  score: Scorer = (readout, unseen) => affine(unseen, readout.weights, readout.bias),
): ChosenRidge | undefined {
  if (grid.length === 0 || features.rows < 2) throw new RangeError('ridge needs a penalty and at least 2 samples');
  const targets = oneAgainstRest(labels, classes);
  const right = grid.map(() => 0);
  const squaredError = grid.map(() => 0);

  for (const fold of new Set(Array.from(foldOf))) {
    const rows = Array.from(foldOf, (f, row) => ({ row, held: f === fold }));
    const train = rows.filter(r => !r.held).map(r => r.row);
    const held = rows.filter(r => r.held).map(r => r.row);
    const problem = ridgeProblem(pickRows(features, train), pickRows(targets, train));
    const unseen = pickRows(features, held);
    grid.forEach((lambda, g) => {
      const readout = solveRidge(problem, lambda);
      if (!readout) {
        right[g] = Number.NEGATIVE_INFINITY;
        return;
      }
      const scores = score(readout, unseen, pickRows(features, train));
      held.forEach((row, i) => {
        if (largestIndex(scores, i) === labels[row]) right[g]!++;
        for (let k = 0; k < classes; k++)
          squaredError[g]! += (scores.data[i * classes + k]! - targets.data[row * classes + k]!) ** 2;
      });
    });
  }

  const ranked = grid
    .map((lambda, g) => ({ lambda, right: right[g]!, error: squaredError[g]! }))
    .filter(choice => choice.right >= 0)
    .sort((a, b) => b.right - a.right || a.error - b.error);
  const whole = ridgeProblem(features, targets);
  for (const { lambda, right, error } of ranked) {
    const readout = solveRidge(whole, lambda);
    if (readout) {
      const cvError = error / (features.rows * classes);
      return { ...readout, lambda, cvAccuracy: right / features.rows, cvError };
    }
  }
  return undefined;
}

/** The column of the largest entry in a row; the first of equals. */
export function largestIndex(scores: Matrix, row: number): number {
  let best = 0;
  for (let k = 1; k < scores.cols; k++)
    if (scores.data[row * scores.cols + k]! > scores.data[row * scores.cols + best]!) best = k;
  return best;
}

/** The fold of every sample: dealt out in turn, class by class, so that every fold gets its share of every class. */
export function stratifiedFolds(labels: ArrayLike<number>, folds: number): Int32Array {
  const byClass = Array.from(labels, (label, row) => ({ label, row })).sort((a, b) => a.label - b.label);
  const foldOf = new Int32Array(labels.length);
  byClass.forEach(({ row }, position) => {
    foldOf[row] = position % folds;
  });
  return foldOf;
}

/** samples × classes: 1 in the column of the sample's class, −1 elsewhere. */
function oneAgainstRest(labels: ArrayLike<number>, classes: number): Matrix {
  const targets = new Float64Array(labels.length * classes).fill(-1);
  for (let i = 0; i < labels.length; i++) targets[i * classes + labels[i]!] = 1;
  return matrix(labels.length, classes, targets);
}

function pickRows(m: Matrix, rows: readonly number[]): Matrix {
  const data = new Float64Array(rows.length * m.cols);
  rows.forEach((row, i) => {
    data.set(m.data.subarray(row * m.cols, (row + 1) * m.cols), i * m.cols);
  });
  return matrix(rows.length, m.cols, data);
}

function centred(m: Matrix): { values: Matrix; means: Float64Array } {
  const means = new Float64Array(m.cols);
  for (let i = 0; i < m.rows; i++) for (let j = 0; j < m.cols; j++) means[j]! += m.data[i * m.cols + j]! / m.rows;
  return {
    values: matrix(
      m.rows,
      m.cols,
      m.data.map((value, at) => value - means[at % m.cols]!),
    ),
    means,
  };
}
