import { reject } from '../edge/error.js';
import { type CrossbarArray, checkArray } from './array.js';
import { type Ladders, ladders, solveBitLines, solveWordLines } from './ladder.js';

/** Everything there is to know about an array at one set of source voltages. Fields are rows × cols, row-major. */
export interface ArraySolution {
  /** A, out of each bit line into virtual ground; length cols. */
  readonly outputs: Float64Array;
  /** A, out of each driver into its word line; length rows. */
  readonly inputs: Float64Array;
  /** V, of word line i at cell (i, j). */
  readonly wordVoltage: Float64Array;
  /** V, of bit line j at cell (i, j). */
  readonly bitVoltage: Float64Array;
  /** A, from word line to bit line. */
  readonly cellCurrent: Float64Array;
  /** A, away from the driver in word-line segment (i, j). */
  readonly wordCurrent: Float64Array;
  /** A, towards the sense end in bit-line segment (i, j). */
  readonly bitCurrent: Float64Array;
  /** W taken from the sources: V · inputs. */
  readonly power: number;
  /** Iterations of the solver; 0 where the ladders alone are exact. */
  readonly iterations: number;
}

export interface SolveOptions {
  /** Where to stop: the residual, in the norm of the preconditioner, relative to that of the start. Default 1e-12. */
  readonly tolerance?: number;
  /** Default 5000; 151 is the most that any array of up to 1024 × 1024 cells needed for 1e-10. */
  readonly maxIterations?: number;
}

/** The iteration did not reach its tolerance. */
export class ConvergenceError extends Error {
  override readonly name = 'ConvergenceError';

  constructor(
    readonly residual: number,
    readonly tolerance: number,
    readonly iterations: number,
  ) {
    super(
      `the crossbar solver reached a relative residual of ${residual} in ${iterations} iterations, not ${tolerance}`,
    );
  }
}

/**
 * Solves a linear array for one vector of source voltages (V, length rows): node voltages to the tolerance, currents
 * from them such that Kirchhoff's current law holds at every node to rounding.
 *
 * Reduced line-PCG. With L_w, L_b the line conductances of the two families and D = diag(g), the word lines are
 * eliminated by their ladders and conjugate gradients run on the bit-line voltages w,
 *
 *   [L_b + D − D (L_w + D)⁻¹ D] w = D u₀,
 *
 * preconditioned by the bit-line ladders, P = L_b + D (u₀: the word lines with w = 0). P p is kept by its own recurrence,
 * so that L_b, which is infinite for r = 0, is never applied. 2 to 10 iterations are usual.
 *
 * InputError where the array or the voltages are impossible; `ConvergenceError` where the tolerance is not reached.
 */
export function solveArray(array: CrossbarArray, voltages: Float64Array, options: SolveOptions = {}): ArraySolution {
  checkArray(array);
  checkVoltages(array, voltages);
  const lines = ladders(array);
  const { bitVoltage, iterations } = solveForBitLines(lines, voltages, options);
  const wordVoltage = new Float64Array(bitVoltage.length);
  solveWordLines(lines, times(array.conductance, bitVoltage), wordVoltage, voltages);
  return { ...currents(array, voltages, wordVoltage, bitVoltage), wordVoltage, bitVoltage, iterations };
}

function solveForBitLines(
  lines: Ladders,
  voltages: Float64Array,
  { tolerance = 1e-12, maxIterations = 5000 }: SolveOptions,
): { bitVoltage: Float64Array; iterations: number } {
  const { conductance } = lines.array;
  const n = conductance.length;
  const zeros = (): Float64Array => new Float64Array(n);
  const w = zeros();
  const word = zeros(); // word-line voltages
  const cell = zeros(); // currents D p
  const p = zeros();
  const pp = zeros(); // P p
  const z = zeros(); // P⁻¹ r
  solveWordLines(lines, cell, word, voltages);
  const r = times(conductance, word);
  const start = solveBitLines(lines, r, z);
  let rz = start;
  let beta = 0;
  let iterations = 0;
  for (; rz > tolerance * tolerance * start; iterations++) {
    if (iterations === maxIterations) throw new ConvergenceError(Math.sqrt(rz / start), tolerance, iterations);
    for (let k = 0; k < n; k++) {
      p[k] = z[k]! + beta * p[k]!;
      pp[k] = r[k]! + beta * pp[k]!;
      cell[k] = conductance[k]! * p[k]!;
    }
    solveWordLines(lines, cell, word);
    let curvature = 0;
    for (let k = 0; k < n; k++) {
      word[k] = pp[k]! - conductance[k]! * word[k]!; // now the reduced matrix times p
      curvature += p[k]! * word[k]!;
    }
    const alpha = rz / curvature;
    for (let k = 0; k < n; k++) {
      w[k]! += alpha * p[k]!;
      r[k]! -= alpha * word[k]!;
    }
    const next = solveBitLines(lines, r, z);
    beta = next / rz;
    rz = next;
  }
  if (Number.isNaN(rz)) throw new ConvergenceError(rz, tolerance, iterations);
  return { bitVoltage: w, iterations };
}

/** Cell currents by Ohm's law; line currents as sums of them from the open ends. */
function currents(
  { rows, cols, conductance }: CrossbarArray,
  voltages: Float64Array,
  wordVoltage: Float64Array,
  bitVoltage: Float64Array,
): Pick<ArraySolution, 'outputs' | 'inputs' | 'cellCurrent' | 'wordCurrent' | 'bitCurrent' | 'power'> {
  const cellCurrent = conductance.map((g, k) => g * (wordVoltage[k]! - bitVoltage[k]!));
  const wordCurrent = cellCurrent.slice();
  const bitCurrent = cellCurrent.slice();
  const inputs = new Float64Array(rows);
  let power = 0;
  for (let i = 0; i < rows; i++) {
    for (let k = i * cols + cols - 2; k >= i * cols; k--) wordCurrent[k]! += wordCurrent[k + 1]!;
    inputs[i] = wordCurrent[i * cols]!;
    power += voltages[i]! * inputs[i]!;
  }
  for (let k = cols; k < rows * cols; k++) bitCurrent[k]! += bitCurrent[k - cols]!;
  return { outputs: bitCurrent.slice((rows - 1) * cols), inputs, cellCurrent, wordCurrent, bitCurrent, power };
}

function checkVoltages({ rows }: CrossbarArray, voltages: Float64Array): void {
  if (voltages.length !== rows)
    reject('crossbar: voltages', `found ${voltages.length} voltages`, `expected ${rows}, one per word line`);
  const wrong = voltages.findIndex(volt => !Number.isFinite(volt));
  if (wrong >= 0) reject(`crossbar: voltages[${wrong}]`, `found ${voltages[wrong]} V`, 'expected a finite number');
}

function times(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, k) => value * b[k]!);
}
