import { index, lusolve, matrix as mathMatrix, slu, sparse } from 'mathjs';
import type { CrossbarArray } from '../../crossbar/array.js';

/**
 * Nodal analysis of the textbook, as an oracle: one unknown per set of nodes that 0 ohm joins, stamps, dense Gaussian
 * elimination with pivoting. Shares nothing with the solvers.
 */
export interface Nodal {
  /** Conductances (S) among unknowns. */
  readonly matrix: number[][];
  /** Current (A) into each unknown, from the sources. */
  readonly currents: number[];
  /** All node voltages (V) from the unknowns': words, then bits, row-major. */
  voltages(unknowns: readonly number[]): { word: number[]; bit: number[] };
}

export function nodal(array: CrossbarArray, wordVolts: ArrayLike<number>, bitVolts?: ArrayLike<number>): Nodal {
  const { rows, cols } = array;
  const n = rows * cols;
  const word = (i: number, j: number): number => (j < 0 ? 2 * n + i : i * cols + j);
  const bit = (i: number, j: number): number => (i === rows ? 2 * n + rows + j : n + i * cols + j);
  const parent = Array.from({ length: 2 * n + rows + cols }, (_, k) => k);
  const root = (k: number): number => (parent[k] === k ? k : root(parent[k]!));
  const branches: [number, number, number][] = [];
  const join = (a: number, b: number, ohm: number): void => {
    if (ohm > 0) branches.push([a, b, 1 / ohm]);
    else parent[Math.min(root(a), root(b))] = Math.max(root(a), root(b)); // a terminal becomes the root
  };
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      join(word(i, j - 1), word(i, j), array.wordSegments[j]! + (j === 0 ? array.driver[i]! : 0));
      join(bit(i, j), bit(i + 1, j), array.bitSegments[i]! + (i === rows - 1 ? array.sense[j]! : 0));
      branches.push([word(i, j), bit(i, j), array.conductance[i * cols + j]!]);
    }
  for (let i = 0; i < rows; i++) join(word(i, cols - 1), word(i, -1), array.driverFar[i]!);
  for (let j = 0; j < cols; j++) join(bit(0, j), bit(rows, j), array.senseFar[j]!);

  const known = (k: number): number | undefined =>
    k < 2 * n ? undefined : k < 2 * n + rows ? wordVolts[k - 2 * n]! : (bitVolts?.[k - 2 * n - rows] ?? 0);
  const unknowns = [...new Set(parent.map((_, k) => root(k)))].filter(k => known(k) === undefined);
  const index = new Map(unknowns.map((k, at) => [k, at]));
  const matrix = unknowns.map(() => unknowns.map(() => 0));
  const currents = unknowns.map(() => 0);
  for (const [from, to, siemens] of branches) {
    for (const [a, b] of [
      [root(from), root(to)],
      [root(to), root(from)],
    ] as const) {
      const at = index.get(a);
      if (at === undefined || a === b) continue;
      matrix[at]![at]! += siemens;
      const other = index.get(b);
      if (other === undefined) currents[at]! += siemens * known(b)!;
      else matrix[at]![other]! -= siemens;
    }
  }
  return {
    matrix,
    currents,
    voltages: solved => {
      const all = Array.from({ length: 2 * n }, (_, k) => known(root(k)) ?? solved[index.get(root(k))!]!);
      return { word: all.slice(0, n), bit: all.slice(n) };
    },
  };
}

/** x with A x = b, by Gaussian elimination with partial pivoting. */
export function gauss(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const m = a.map((row, i) => [...row, b[i]!]);
  const n = m.length;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let r = k + 1; r < n; r++) if (Math.abs(m[r]![k]!) > Math.abs(m[best]![k]!)) best = r;
    [m[k], m[best]] = [m[best]!, m[k]!];
    for (let r = k + 1; r < n; r++) {
      const factor = m[r]![k]! / m[k]![k]!;
      if (factor !== 0) for (let c = k; c <= n; c++) m[r]![c]! -= factor * m[k]![c]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let rest = m[k]![n]!;
    for (let c = k + 1; c < n; c++) rest -= m[k]![c]! * x[c]!;
    x[k] = rest / m[k]![k]!;
  }
  return x;
}

/** The unknowns by the sparse LU of mathjs. */
export function sparseLu(matrix: readonly (readonly number[])[], currents: number[]): number[] {
  const a = sparse();
  a.resize([matrix.length, matrix.length]);
  matrix.forEach((row, i) => {
    row.forEach((value, j) => {
      if (value !== 0) a.subset(index(i, j), value as never);
    });
  });
  return lusolve(slu(a, 1, 1), mathMatrix(currents))
    .toArray()
    .flat() as number[];
}
