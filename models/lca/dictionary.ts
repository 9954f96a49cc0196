import { reject } from '../../edge/error.js';
import { multiply } from '../../kernels/dense.js';
import { type Matrix, matrix, transpose } from '../../numeric/matrix.js';
import { powerIteration } from '../../numeric/power-iteration.js';

/** ΦᵀΦ of atoms that stand in rows: entry (i, j) is ⟨φᵢ, φⱼ⟩. */
export function gram(atoms: Matrix): Matrix {
  const { rows, cols, data } = atoms;
  return matrix(rows, rows, multiply(data, rows, transpose(atoms).data, cols, rows));
}

/** ΦᵀΦ − I: how strongly atoms inhibit each other. Its diagonal is 0 only where they have length 1. */
export function inhibition(atoms: Matrix): Matrix {
  const { rows, cols, data } = gram(atoms);
  for (let i = 0; i < rows; i++) data[i * cols + i]! -= 1;
  return matrix(rows, cols, data);
}

/** The atoms, each divided by its length; those of length 0 stay. */
export function normalized(atoms: Matrix): Matrix {
  const { rows, cols } = atoms;
  const data = atoms.data.slice();
  for (let i = 0; i < rows; i++) {
    const atom = data.subarray(i * cols, (i + 1) * cols);
    const length = Math.hypot(...atom);
    if (length > 0) for (let k = 0; k < cols; k++) atom[k]! /= length;
  }
  return matrix(rows, cols, data);
}

/** InputError, naming the atom, where one has another length than 1. */
export function requireUnitAtoms({ rows, cols, data }: Matrix, where: string): void {
  for (let i = 0; i < rows; i++) {
    const length = Math.hypot(...data.subarray(i * cols, (i + 1) * cols));
    if (!(Math.abs(length - 1) < 1e-6))
      reject(`${where}: atom ${i}`, `found the length ${length}`, 'expected 1: divide each atom by its length');
  }
}

/** L, the largest eigenvalue of ΦᵀΦ, by power iteration on the smaller of ΦᵀΦ and ΦΦᵀ, which share it; from below. */
export function largestEigenvalue(atoms: Matrix): number {
  const { rows: size, data } = gram(atoms.rows < atoms.cols ? atoms : transpose(atoms));
  return powerIteration(size, v => multiply(v, 1, data, size, size));
}

/**
 * The step η that codes are found with where none is given: 1/L. Euler steps of the LCA are stable below 2/L with all atoms
 * active, since I − ηΦᵀΦ is then what takes one error to the next.
 */
export const usualStep = (atoms: Matrix): number => 1 / largestEigenvalue(atoms);

/** InputError where η is not in (0, 2/L): with enough active atoms the states would grow without bound. */
export function requireStableStep(step: number, atoms: Matrix, where: string): void {
  requireStep(step, largestEigenvalue(atoms), where);
}

/** The same, for a known L. */
export function requireStep(step: number, largest: number, where: string): void {
  if (!(step > 0 && step < 2 / largest))
    reject(
      `${where}: step`,
      `found ${step}`,
      `expected above 0 and below 2/L = ${(2 / largest).toPrecision(4)}, L = ${largest.toPrecision(4)} being the largest eigenvalue of ΦᵀΦ`,
    );
}
