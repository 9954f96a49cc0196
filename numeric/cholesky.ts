import { type Matrix, matrix } from './matrix.js';

/**
 * The lower triangular L with L Lᵀ = a, for a symmetric positive definite a (n × n; only its lower triangle is read).
 * Undefined where a is not positive definite to rounding: a pivot is not above 0.
 */
export function cholesky(a: Matrix): Matrix | undefined {
  const n = a.rows;
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n;
      let sum = a.data[rowI + j]!;
      for (let k = 0; k < j; k++) sum -= l[rowI + k]! * l[rowJ + k]!;
      if (j < i) l[rowI + j] = sum / l[rowJ + j]!;
      else if (sum > 0) l[rowI + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return matrix(n, n, l);
}

/** X with L Lᵀ X = b, for every column of b (n × m). */
export function choleskySolve(l: Matrix, b: Matrix): Matrix {
  const n = l.rows;
  const m = b.cols;
  const x = Float64Array.from(b.data);
  /** row i −= factor × row k */
  const eliminate = (i: number, k: number, factor: number): void => {
    for (let c = 0; c < m; c++) x[i * m + c]! -= factor * x[k * m + c]!;
  };
  const divide = (i: number): void => {
    for (let c = 0; c < m; c++) x[i * m + c]! /= l.data[i * n + i]!;
  };
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) eliminate(i, k, l.data[i * n + k]!);
    divide(i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) eliminate(i, k, l.data[k * n + i]!);
    divide(i);
  }
  return matrix(n, m, x);
}

/** L⁻¹, itself lower triangular: the diagonal of (L Lᵀ)⁻¹ is the squared length of its columns. */
export function inverseLower(l: Matrix): Matrix {
  const n = l.rows;
  const x = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const pivot = l.data[row + i]!;
    for (let k = 0; k < i; k++) {
      const factor = l.data[row + k]!;
      for (let c = 0; c <= k; c++) x[row + c]! -= factor * x[k * n + c]!;
    }
    for (let c = 0; c < i; c++) x[row + c]! /= pivot;
    x[row + i] = 1 / pivot;
  }
  return matrix(n, n, x);
}
