import type { CrossbarArray } from '../../crossbar/array.js';
import { eliminate, type Rational, rationals } from './rational.js';

/** The currents (A) at the terminals of an array. */
export interface TerminalCurrents {
  readonly inputs: number[];
  readonly outputs: number[];
}

/** Two nodes and the conductance between them; a terminal is a negative number. */
type Branch<T> = readonly [number, number, T];

/**
 * All resistors of an array whose wires have more than 0 ohm. Nodes count along the columns, each word-line node before the
 * bit-line node of its cell; word line i has the terminal −1 − i, all bit lines the terminal −1 − rows − j.
 */
function branches<T>(array: CrossbarArray, siemens: (g: number) => T, perOhm: (...ohms: number[]) => T): Branch<T>[] {
  const { rows, cols } = array;
  const word = (i: number, j: number): number => (j < 0 ? -1 - i : 2 * (j * rows + i));
  const bit = (i: number, j: number): number => (i === rows ? -1 - rows - j : 2 * (j * rows + i) + 1);
  const found: Branch<T>[] = [];
  for (let j = 0; j < cols; j++)
    for (let i = 0; i < rows; i++) {
      found.push([word(i, j), bit(i, j), siemens(array.conductance[i * cols + j]!)]);
      const [before, after] = [j === 0 ? array.driver[i]! : 0, i === rows - 1 ? array.sense[j]! : 0];
      if (before < Infinity) found.push([word(i, j - 1), word(i, j), perOhm(array.wordSegments[j]!, before)]);
      if (after < Infinity) found.push([bit(i, j), bit(i + 1, j), perOhm(array.bitSegments[i]!, after)]);
      if (j === cols - 1 && array.driverFar[i]! < Infinity)
        found.push([word(i, j), word(i, -1), perOhm(array.driverFar[i]!)]);
      if (i === 0 && array.senseFar[j]! < Infinity) found.push([bit(0, j), bit(rows, j), perOhm(array.senseFar[j]!)]);
    }
  return found;
}

/**
 * Nodal analysis with more digits than doubles have: every voltage is a sum of two, refined with residuals from differences
 * of neighbours, so that even where wires are 10⁶ times better than cells, currents are good to about 1e-15. A banded
 * Cholesky factorisation, made once; then the currents for any voltages of the word lines, bit lines at 0 V.
 */
export function refined(array: CrossbarArray): (volts: ArrayLike<number>) => TerminalCurrents {
  const { rows, cols } = array;
  const n = 2 * rows * cols;
  const band = 2 * rows;
  const all = branches(
    array,
    g => g,
    (...ohms) => 1 / ohms.reduce((sum, ohm) => sum + ohm, 0),
  );
  // lower[k * (band + 1) + d] is the entry (k, k − d).
  const lower = new Float64Array(n * (band + 1));
  for (const [a, b, g] of all) {
    for (const node of [a, b]) if (node >= 0) lower[node * (band + 1)]! += g;
    if (a >= 0 && b >= 0) lower[Math.max(a, b) * (band + 1) + Math.abs(a - b)]! -= g;
  }
  for (let k = 0; k < n; k++)
    for (let d = Math.min(band, k); d >= 0; d--) {
      let rest = lower[k * (band + 1) + d]!;
      for (let e = d + 1; e <= Math.min(band, k); e++)
        if (e - d <= band) rest -= lower[k * (band + 1) + e]! * lower[(k - d) * (band + 1) + e - d]!;
      lower[k * (band + 1) + d] = d === 0 ? Math.sqrt(rest) : rest / lower[(k - d) * (band + 1)]!;
    }
  const solve = (b: Float64Array): Float64Array => {
    const x = b.slice();
    for (let k = 0; k < n; k++) {
      for (let d = 1; d <= Math.min(band, k); d++) x[k]! -= lower[k * (band + 1) + d]! * x[k - d]!;
      x[k]! /= lower[k * (band + 1)]!;
    }
    for (let k = n - 1; k >= 0; k--) {
      x[k]! /= lower[k * (band + 1)]!;
      for (let d = 1; d <= Math.min(band, k); d++) x[k - d]! -= lower[k * (band + 1) + d]! * x[k]!;
    }
    return x;
  };
  return volts => {
    const high = new Float64Array(n);
    const low = new Float64Array(n);
    const above = (node: number): number => (node >= 0 ? high[node]! : -1 - node < rows ? volts[-1 - node]! : 0);
    const below = (node: number): number => (node >= 0 ? low[node]! : 0);
    const current = ([a, b, g]: Branch<number>): number => g * (above(a) - above(b) + (below(a) - below(b)));
    for (let round = 0; round < 6; round++) {
      const missing = new Float64Array(n);
      for (const branch of all) {
        const amps = current(branch);
        if (branch[0] >= 0) missing[branch[0]]! -= amps;
        if (branch[1] >= 0) missing[branch[1]]! += amps;
      }
      const change = solve(missing);
      (round === 0 ? high : low).forEach((value, k, values) => {
        values[k] = value + change[k]!;
      });
    }
    const inputs = new Array<number>(rows).fill(0);
    const outputs = new Array<number>(cols).fill(0);
    for (const branch of all) {
      const [a, b] = branch;
      const amps = current(branch);
      if (a < 0) inputs[-1 - a]! += amps;
      if (b >= 0) continue;
      if (-1 - b < rows) inputs[-1 - b]! -= amps;
      else outputs[-1 - b - rows]! += amps;
    }
    return { inputs, outputs };
  };
}

/** The same in exact arithmetic, for a few cells: 18 nodes take about a second. */
export function exactly(array: CrossbarArray, volts: ArrayLike<number>): TerminalCurrents {
  const { rows, cols } = array;
  const { of, add, sub, mul, div, value } = rationals;
  const zero = of(0);
  const all = branches(array, of, (...ohms) => div(of(1), ohms.map(of).reduce(add)));
  const n = 2 * rows * cols;
  const known = (node: number): Rational => of(-1 - node < rows ? volts[-1 - node]! : 0);
  const matrix = Array.from({ length: n }, () => Array.from({ length: n }, () => zero));
  const right = Array.from({ length: n }, () => zero);
  for (const [a, b, g] of all)
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      if (from < 0) continue;
      matrix[from]![from] = add(matrix[from]![from]!, g);
      if (to < 0) right[from] = add(right[from]!, mul(g, known(to)));
      else matrix[from]![to] = sub(matrix[from]![to]!, g);
    }
  const solved = eliminate(rationals, matrix, right);
  const at = (node: number): Rational => (node < 0 ? known(node) : solved[node]!);
  const inputs = Array.from({ length: rows }, () => zero);
  const outputs = Array.from({ length: cols }, () => zero);
  for (const [a, b, g] of all) {
    const amps = mul(g, sub(at(a), at(b)));
    if (a < 0) inputs[-1 - a] = add(inputs[-1 - a]!, amps);
    if (b >= 0) continue;
    if (-1 - b < rows) inputs[-1 - b] = sub(inputs[-1 - b]!, amps);
    else outputs[-1 - b - rows] = add(outputs[-1 - b - rows]!, amps);
  }
  return { inputs: inputs.map(value), outputs: outputs.map(value) };
}
