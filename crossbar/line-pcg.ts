import { reject } from '../edge/error.js';
import { gridValues } from '../kernels/lines.js';
import { type CrossbarArray, checkVoltages } from './array.js';
import { converge, drive, factor, lineSystem, type SolveOptions, type TerminalVoltages } from './line-system.js';
import { type ArraySolution, wireCurrents } from './solution.js';

/**
 * Solves a linear array for one set of terminal voltages (V): those of the word lines (length rows) with the bit lines at
 * virtual ground, or those of both. Node voltages to the tolerance, currents from them such that Kirchhoff's current law
 * holds at every node to rounding. The current of a cell is g times a difference of two voltages: where a line of
 * resistance R ≫ 1/g lets next to no current flow, about 10⁻¹⁶ R g of it is rounding. `solveOutputs` and the effective
 * operator form no such difference.
 *
 * Reduced line-PCG. With L_w, L_b the line conductances of the two families, their terminals included, and D = diag(g),
 * the word lines are eliminated by their ladders and conjugate gradients run on the bit-line voltages w,
 *
 *   [L_b + D − D (L_w + D)⁻¹ D] w = D u₀ + what the bit terminals drive,
 *
 * preconditioned by the bit-line ladders, P = L_b + D (u₀: the word lines with w = 0). P p is kept by its own recurrence,
 * so that L_b, which is infinite for r = 0, is never applied. 2 to 10 iterations are usual. About 88 bytes for each cell.
 *
 * InputError where the array or the voltages are impossible or the array takes more memory than `solverMemoryLimit`;
 * `ConvergenceError` where the tolerance is not reached.
 */
export function solveArray(
  array: CrossbarArray,
  voltages: Float64Array | TerminalVoltages,
  options: SolveOptions = {},
): ArraySolution {
  const volts = terminalVoltages(array, voltages);
  const { rows, cols, conductance } = array;
  const lines = lineSystem(array, options.engine);
  try {
    factor(lines, array);
    const injected = drive(lines, array, volts);
    lines.start(injected.word, injected.bit);
    const { iterations } = converge(lines, options);
    lines.finish(injected.word, injected.bit);
    const wordVoltage = gridValues(lines.wordVoltage, rows, cols, lines.stride);
    const bitVoltage = gridValues(lines.bitVoltage, rows, cols, lines.stride);
    const cellCurrent = conductance.map((g, k) => g * (wordVoltage[k]! - bitVoltage[k]!));
    return { ...wireCurrents(array, volts, cellCurrent), wordVoltage, bitVoltage, cellCurrent, iterations };
  } finally {
    lines.release();
  }
}

/**
 * `solveArray` where only the currents out of the bit lines are wanted: without the fields it is about twice as fast on
 * small arrays. They may differ from those of `solveArray` in the digits beyond the tolerance.
 */
export function solveOutputs(
  array: CrossbarArray,
  voltages: Float64Array | TerminalVoltages,
  options: SolveOptions = {},
): Pick<ArraySolution, 'outputs' | 'iterations'> {
  const volts = terminalVoltages(array, voltages);
  if (volts.bit.some(volt => volt !== 0) || array.senseFar.some(ohm => ohm < Infinity))
    return solveArray(array, voltages, options);
  const lines = lineSystem(array, options.engine);
  try {
    factor(lines, array);
    const injected = drive(lines, array, volts);
    lines.start(injected.word, injected.bit);
    const { iterations } = converge(lines, options);
    return { outputs: lines.outputs(injected.word), iterations };
  } finally {
    lines.release();
  }
}

/** V: squares of smaller or larger ones times conductances leave the range that has every digit. */
const [leastVolt, mostVolt] = [1e-120, 1e120];

/** The voltages at all terminals, checked. */
export function terminalVoltages(
  { rows, cols }: CrossbarArray,
  voltages: Float64Array | TerminalVoltages,
): TerminalVoltages {
  const { word, bit } = voltages instanceof Float64Array ? { word: voltages, bit: new Float64Array(cols) } : voltages;
  checkVoltages(word, rows, 'word line', voltages === word ? 'crossbar: voltages' : 'crossbar: voltages.word');
  checkVoltages(bit, cols, 'bit line', 'crossbar: voltages.bit');
  let largest = 0;
  for (const volts of [word, bit]) for (const volt of volts) largest = Math.max(largest, Math.abs(volt));
  if (largest > 0 && !(largest >= leastVolt && largest <= mostVolt))
    reject(
      'crossbar: voltages',
      `found at most ${largest} V`,
      `expected the largest to be 0 V, or between ${leastVolt} V and ${mostVolt} V`,
    );
  return { word, bit };
}
