import type { CrossbarArray } from './array.js';
import type { TerminalVoltages } from './line-system.js';

/** Everything there is to know about an array at one set of terminal voltages. Fields are rows × cols, row-major. */
export interface ArraySolution {
  /** A, out of each bit line into its terminal, through both ends; length cols. */
  readonly outputs: Float64Array;
  /** A, out of each terminal into its word line, through both ends; length rows. */
  readonly inputs: Float64Array;
  /** The part of `outputs` that leaves through the far end, at the first row. */
  readonly farOutputs: Float64Array;
  /** The part of `inputs` that enters through the far end, at the last column. */
  readonly farInputs: Float64Array;
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
  /** W taken from all terminals: V · I of the word lines less that of the bit lines. */
  readonly power: number;
  /** Iterations of the solver; 0 where the ladders alone are exact. */
  readonly iterations: number;
}

/**
 * The currents in all wires, from those of the cells: sums along the lines, so that Kirchhoff's current law holds at every
 * node to rounding. Where a line is joined to its terminal at both ends, a current drawn at node k divides as the
 * resistances from there to either end.
 */
export function wireCurrents(
  array: CrossbarArray,
  volts: TerminalVoltages,
  cellCurrent: Float64Array,
): Omit<ArraySolution, 'wordVoltage' | 'bitVoltage' | 'cellCurrent' | 'iterations'> {
  const { rows, cols } = array;
  const wordCurrent = cellCurrent.slice();
  const bitCurrent = cellCurrent.slice();
  const inputs = new Float64Array(rows);
  const farInputs = new Float64Array(rows);
  let power = 0;
  for (let i = 0; i < rows; i++) {
    const first = i * cols;
    const { driver, driverFar, wordSegments } = array;
    if (driverFar[i]! < Infinity)
      farInputs[i] = farCurrent(cols, k => cellCurrent[first + k]!, driver[i]!, wordSegments, driverFar[i]!);
    wordCurrent[first + cols - 1]! -= farInputs[i]!;
    for (let k = first + cols - 2; k >= first; k--) wordCurrent[k]! += wordCurrent[k + 1]!;
    // What the sum leaves at a floating line is rounding alone.
    inputs[i] = driver[i] === Infinity && driverFar[i] === Infinity ? 0 : wordCurrent[first]! + farInputs[i]!;
    power += volts.word[i]! * inputs[i]!;
  }
  const farOutputs = new Float64Array(cols);
  const fromSense = array.bitSegments.toReversed();
  for (let j = 0; j < cols; j++) {
    const { sense, senseFar } = array;
    if (senseFar[j]! < Infinity)
      farOutputs[j] = farCurrent(
        rows,
        k => cellCurrent[(rows - 1 - k) * cols + j]!,
        sense[j]!,
        fromSense,
        senseFar[j]!,
      );
    bitCurrent[j]! -= farOutputs[j]!;
  }
  for (let k = cols; k < rows * cols; k++) bitCurrent[k]! += bitCurrent[k - cols]!;
  const outputs = farOutputs.map((far, j) =>
    array.sense[j] === Infinity && array.senseFar[j] === Infinity ? 0 : far + bitCurrent[(rows - 1) * cols + j]!,
  );
  outputs.forEach((current, j) => {
    power -= volts.bit[j]! * current;
  });
  return { outputs, inputs, farOutputs, farInputs, wordCurrent, bitCurrent, power };
}

/** The part of the currents drawn at the n nodes of a line that comes through its far end; half of it if all is 0 ohm. */
function farCurrent(
  n: number,
  drawn: (k: number) => number,
  near: number,
  segments: Float64Array,
  far: number,
): number {
  let ohm = near;
  let all = 0;
  let moment = 0;
  for (let k = 0; k < n; k++) {
    ohm += segments[k]!;
    all += drawn(k);
    moment += ohm * drawn(k);
  }
  const total = ohm + far;
  if (total === Infinity) return all;
  return total === 0 ? all / 2 : moment / total;
}
