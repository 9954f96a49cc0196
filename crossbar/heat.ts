import type { CrossbarArray } from './array.js';
import type { ArraySolution } from './solution.js';

/** Where the power of an array goes, W. */
export interface Heat {
  readonly cells: number;
  readonly wordLines: number;
  readonly bitLines: number;
  /** Driver resistances, at both ends. */
  readonly drivers: number;
  /** Sense resistances, at both ends. */
  readonly sense: number;
  /** The sum of all; equals what the terminals supply to the accuracy of the solution. */
  readonly total: number;
}

/** The losses of a solution by part: r I² in the wires, I V in the cells, whatever their law. */
export function heat(array: CrossbarArray, solution: ArraySolution): Heat {
  const { rows, cols } = array;
  const lost = (ohm: number, amps: number): number => (ohm < Infinity ? ohm * amps * amps : 0);
  const parts = { cells: 0, wordLines: 0, bitLines: 0, drivers: 0, sense: 0 };
  for (let i = 0; i < rows; i++) {
    const first = i * cols;
    parts.drivers += lost(array.driver[i]!, solution.wordCurrent[first]!);
    parts.drivers += lost(array.driverFar[i]!, solution.farInputs[i]!);
    for (let j = 0; j < cols; j++) {
      const k = first + j;
      parts.cells += solution.cellCurrent[k]! * (solution.wordVoltage[k]! - solution.bitVoltage[k]!);
      parts.wordLines += lost(array.wordSegments[j]!, solution.wordCurrent[k]!);
      parts.bitLines += lost(array.bitSegments[i]!, solution.bitCurrent[k]!);
    }
  }
  for (let j = 0; j < cols; j++) {
    parts.sense += lost(array.sense[j]!, solution.bitCurrent[(rows - 1) * cols + j]!);
    parts.sense += lost(array.senseFar[j]!, solution.farOutputs[j]!);
  }
  const { cells, wordLines, bitLines, drivers, sense } = parts;
  return { ...parts, total: cells + wordLines + bitLines + drivers + sense };
}
