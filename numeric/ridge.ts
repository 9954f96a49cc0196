import { cholesky, choleskySolve } from './cholesky.js';
import { type Matrix, matrix, transpose } from './matrix.js';
import { affine, timesTransposed } from './product.js';
import { mean } from './statistics.js';

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
  const factor = cholesky(damped(gram, lambda));
  if (!factor) return undefined;
  const weights =
    form === 'primal'
      ? transpose(choleskySolve(factor, timesTransposed(features, targets)))
      : timesTransposed(transpose(choleskySolve(factor, transpose(targets))), features);
  const shift = affine(matrix(1, problem.featureMeans.length, problem.featureMeans), weights).data;
  return { weights, bias: problem.targetMeans.map((y, k) => y - shift[k]!) };
}

/** gram + λI. */
export function damped(gram: Matrix, lambda: number): Matrix {
  const data = Float64Array.from(gram.data);
  for (let i = 0; i < gram.rows; i++) data[i * gram.cols + i]! += lambda;
  return matrix(gram.rows, gram.cols, data);
}

/** A penalty chosen by cross-validation, and the readout trained with it on all samples. */
export interface ChosenRidge extends LinearReadout {
  readonly lambda: number;
  /** Share of samples whose class is right in the fold that did not train on them. */
  readonly cvAccuracy: number;
  /** Mean squared error of the held-out scores; of `chooseRidgeLeaveOneOut`, its expected errors. */
  readonly cvError: number;
  /** Of each sample, 1 if its class is right where it was held out, otherwise 0. */
  readonly heldOutRight: Uint8Array;
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
  const right = grid.map(() => new Uint8Array(features.rows));
  const usable = grid.map(() => true);
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
        usable[g] = false;
        return;
      }
      const scores = score(readout, unseen, pickRows(features, train));
      held.forEach((row, i) => {
        right[g]![row] = largestIndex(scores, i) === labels[row] ? 1 : 0;
        for (let k = 0; k < classes; k++)
          squaredError[g]! += (scores.data[i * classes + k]! - targets.data[row * classes + k]!) ** 2;
      });
    });
  }

  const choices = grid
    .map((lambda, g): Choice => {
      const cvError = squaredError[g]! / (features.rows * classes);
      return { lambda, heldOutRight: right[g]!, cvAccuracy: mean(right[g]!), cvError };
    })
    .filter((_, g) => usable[g])
    .sort((a, b) => b.cvAccuracy - a.cvAccuracy || a.cvError - b.cvError);
  return firstSolved(ridgeProblem(features, targets), choices);
}

/** A penalty and how it did. */
export type Choice = Omit<ChosenRidge, keyof LinearReadout>;

/** The first of some penalties, best first, with which a readout can be trained on all samples. */
export function firstSolved(problem: RidgeProblem, choices: readonly Choice[]): ChosenRidge | undefined {
  for (const choice of choices) {
    const readout = solveRidge(problem, choice.lambda);
    if (readout) return { ...readout, ...choice };
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
export function oneAgainstRest(labels: ArrayLike<number>, classes: number): Matrix {
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
