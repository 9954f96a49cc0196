import { reject } from '../edge/error.js';
import { lineEngine } from '../kernels/line-engine.js';
import { type LineEngine, lineLayout } from '../kernels/lines.js';
import { type CrossbarArray, checkArray, checkWires } from './array.js';

/** V held at the terminals of the lines: word of length rows, bit of length cols. */
export interface TerminalVoltages {
  readonly word: Float64Array;
  readonly bit: Float64Array;
}

export interface SolveOptions {
  /** Where to stop: the residual, in the norm of the preconditioner, relative to that of the start. Default 1e-12. */
  readonly tolerance?: number;
  /** Default 5000; 151 is the most that any array of up to 1024 × 1024 cells needed for 1e-10. */
  readonly maxIterations?: number;
  /** 'wasm' needs WebAssembly SIMD. Default: 'wasm' where it is there. Both give the same bits. */
  readonly engine?: 'wasm' | 'plain';
}

/** The iteration did not reach its tolerance. */
export class ConvergenceError extends Error {
  override readonly name = 'ConvergenceError';

  constructor(
    readonly residual: number,
    readonly tolerance: number,
    readonly iterations: number,
    what = 'the crossbar solver reached a relative residual of',
  ) {
    super(`${what} ${residual} in ${iterations} iterations, not ${tolerance}`);
  }
}

/** The most memory a solution may take, in bytes; about 4900 × 4900 cells. */
export const solverMemoryLimit = 2 * 2 ** 30;

/** Stands for 0 ohm at a far end: 1/R must be a number, and its products stay far from overflow. */
const shortOhm = 1e-30;

/**
 * An engine set up with the cells and wires of an array. InputError where the wires are impossible or the array takes more
 * than `solverMemoryLimit`; the cells are checked by `factor`. The caller releases it.
 */
export function lineSystem(array: CrossbarArray, engine: SolveOptions['engine']): LineEngine {
  checkWires(array);
  const { rows, cols } = array;
  const bytes = 8 * lineLayout(rows, cols).doubles;
  if (bytes > solverMemoryLimit)
    reject(
      `crossbar of ${rows}×${cols} cells`,
      `solving it takes ${(bytes / 2 ** 30).toFixed(1)} GiB`,
      `expected at most ${solverMemoryLimit / 2 ** 30} GiB; use smaller tiles`,
    );
  const lines = lineEngine(rows, cols, engine);
  lines.setCells(array.conductance);
  const { wires } = lines;
  wires.wordSegments.set(array.wordSegments);
  wires.bitSegments.set(array.bitSegments);
  for (let i = 0; i < rows; i++) {
    wires.wordTerminal[i] = array.wordSegments[0]! + array.driver[i]!;
    wires.wordFar[i] = 1 / Math.max(array.driverFar[i]!, shortOhm);
  }
  for (let j = 0; j < cols; j++) {
    wires.bitTerminal[j] = array.bitSegments[rows - 1]! + array.sense[j]!;
    wires.bitFar[j] = 1 / Math.max(array.senseFar[j]!, shortOhm);
  }
  return lines;
}

/** Factors the ladders, without shunts. InputError names the cell that is not a finite number ≥ 0. */
export function factor(lines: LineEngine, array: CrossbarArray): void {
  if (!lines.factor(0, 0)) checkArray(array);
}

/** Which of the injection grids hold something. */
export interface Injected {
  readonly word: boolean;
  readonly bit: boolean;
}

/** Sets the terminals to `volts`; what they drive through the far ends becomes the only injected current. */
export function drive(lines: LineEngine, { rows, cols }: CrossbarArray, { word, bit }: TerminalVoltages): Injected {
  const { wires, stride } = lines;
  wires.wordVolts.set(word);
  wires.bitVolts.set(bit);
  const injected = { word: false, bit: false };
  for (let i = 0; i < rows; i++) if (wires.wordFar[i]! > 0 && word[i] !== 0) injected.word = true;
  for (let j = 0; j < cols; j++) if (bit[j] !== 0) injected.bit = true;
  if (injected.word) {
    lines.wordInjection.fill(0);
    for (let i = 0; i < rows; i++) lines.wordInjection[i * stride + cols - 1] = wires.wordFar[i]! * word[i]!;
  }
  if (injected.bit) {
    lines.bitInjection.fill(0);
    for (let j = 0; j < cols; j++) lines.bitInjection[j] = wires.bitFar[j]! * bit[j]!;
  }
  return injected;
}

export interface Convergence {
  readonly iterations: number;
  /** W: rᵀ P⁻¹ r of the start, the measure of the residual. */
  readonly start: number;
}

/**
 * Conjugate gradients from the start that the engine stands at, until √(rᵀ P⁻¹ r) is at most `tolerance` times that of
 * the start, or times √`reference` (W) where given. InputError where the options are impossible; ConvergenceError after
 * `maxIterations`.
 */
export function converge(
  lines: LineEngine,
  { tolerance = 1e-12, maxIterations = 5000 }: SolveOptions,
  reference?: number,
): Convergence {
  if (!(tolerance > 0 && tolerance < 1))
    reject('crossbar solver: tolerance', `found ${tolerance}`, 'expected a number between 0 and 1');
  if (!(Number.isInteger(maxIterations) && maxIterations > 0))
    reject('crossbar solver: maxIterations', `found ${maxIterations}`, 'expected a whole number ≥ 1');
  const start = lines.down(0);
  const stop = tolerance * tolerance * (reference ?? start);
  let rz = start;
  let beta = 0;
  let iterations = 0;
  for (; rz > stop; iterations++) {
    if (iterations === maxIterations)
      throw new ConvergenceError(Math.sqrt(rz / (reference ?? start)), tolerance, iterations);
    const next = lines.down(rz / lines.up(beta));
    beta = next / rz;
    rz = next;
  }
  if (Number.isNaN(rz)) throw new ConvergenceError(rz, tolerance, iterations);
  return { iterations, start };
}
