import { reject } from '../edge/error.js';
import { type Matrix, matrix } from '../numeric/matrix.js';
import { type CrossbarArray, checkLength, crossbarArray, type UniformWires } from './array.js';

/** How the two devices of a weight lie: on neighbouring bit lines, or on neighbouring word lines. */
export type PairLayout = 'side by side' | 'interleaved';

/** Conductances (S) of the two devices of every weight, rows × cols each; the weight is in their difference. */
export interface DevicePairs {
  readonly rows: number;
  readonly cols: number;
  readonly plus: Float64Array;
  readonly minus: Float64Array;
}

/** Refuses pairs of which some device is missing, or is one too many. */
function checkPairs({ rows, cols, plus, minus }: DevicePairs): void {
  checkLength(plus, rows * cols, 'pairs: plus');
  checkLength(minus, rows * cols, 'pairs: minus');
}

/**
 * Pairs side by side: bit lines 2j and 2j+1 hold the plus and the minus devices of column j, and their currents are
 * subtracted after they are sensed (`subtractPairs`).
 */
export function pairsSideBySide(pairs: DevicePairs, wires: UniformWires): CrossbarArray {
  const { rows, cols, data } = sideBySide(pairs);
  return crossbarArray(rows, cols, data, wires);
}

/** The conductances (S) of such cells, rows × 2 cols. */
export function sideBySide(pairs: DevicePairs): Matrix {
  checkPairs(pairs);
  const { rows, cols, plus, minus } = pairs;
  const cells = matrix(rows, 2 * cols);
  plus.forEach((siemens, k) => {
    cells.data[2 * k] = siemens;
    cells.data[2 * k + 1] = minus[k]!;
  });
  return cells;
}

/** The currents (A) of pairs of bit lines, subtracted. */
export function subtractPairs(outputs: Float64Array): Float64Array {
  if (outputs.length % 2)
    reject('pairs: outputs', `found ${outputs.length} currents`, 'expected an even number, two per pair of bit lines');
  return Float64Array.from({ length: outputs.length / 2 }, (_, j) => outputs[2 * j]! - outputs[2 * j + 1]!);
}

/**
 * Pairs interleaved on shared bit lines: word lines 2i and 2i+1 hold the plus and the minus devices of row i and are driven
 * at +V and −V (`pairVoltages`), so that the currents subtract within the array. The two cells of a pair sit at one place
 * of the bit line: the segment between them is 0 ohm (CrossSim's convention for interleaved arrays).
 */
export function pairsInterleaved(pairs: DevicePairs, wires: UniformWires): CrossbarArray {
  const { rows, cols, data } = interleaved(pairs);
  const array = crossbarArray(rows, cols, data, wires);
  return { ...array, bitSegments: array.bitSegments.map((ohm, i) => (i % 2 === 0 ? 0 : ohm)) };
}

/** The conductances (S) of such cells, 2 rows × cols. */
export function interleaved(pairs: DevicePairs): Matrix {
  checkPairs(pairs);
  const { rows, cols, plus, minus } = pairs;
  const cells = matrix(2 * rows, cols);
  for (let i = 0; i < rows; i++) {
    cells.data.set(plus.subarray(i * cols, (i + 1) * cols), 2 * i * cols);
    cells.data.set(minus.subarray(i * cols, (i + 1) * cols), (2 * i + 1) * cols);
  }
  return cells;
}

/** V, −V for each voltage. */
export function pairVoltages(volts: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 * volts.length }, (_, i) => (i % 2 ? -1 : 1) * volts[i >> 1]!);
}
