import type { CrossbarArray } from './array.js';
import type { ArraySolution } from './solution.js';
import type { TwoWireArray, TwoWireSolution } from './two-wire.js';

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

/** Where the power of an array with supply lines goes, W. */
export interface TwoWireHeat extends Omit<Heat, 'wordLines'> {
  readonly supplyLines: number;
}

/** The losses of a solution of such an array by part, as `heat`; drivers are those of the supply lines. */
export function twoWireHeat(array: TwoWireArray, solution: TwoWireSolution): TwoWireHeat {
  const { rows, cols } = array;
  const parts = { cells: 0, supplyLines: 0, bitLines: 0, drivers: 0, sense: 0 };
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const k = i * cols + j;
      parts.cells += solution.cellCurrent[k]! * (solution.supplyVoltage[k]! - solution.bitVoltage[k]!);
      parts.supplyLines += lost(array.supplySegments[i]!, solution.supplyCurrent[k]!);
      parts.bitLines += lost(array.bitSegments[i]!, solution.bitCurrent[k]!);
    }
  for (let j = 0; j < cols; j++) {
    parts.drivers += lost(array.driver[j]!, solution.supplyCurrent[j]!);
    parts.drivers += lost(array.driverFar[j]!, solution.farInputs[j]!);
    parts.sense += lost(array.sense[j]!, solution.bitCurrent[(rows - 1) * cols + j]!);
    parts.sense += lost(array.senseFar[j]!, solution.farOutputs[j]!);
  }
  const { cells, supplyLines, bitLines, drivers, sense } = parts;
  return { ...parts, total: cells + supplyLines + bitLines + drivers + sense };
}

/** r I²; an open end carries no current. */
const lost = (ohm: number, amps: number): number => (ohm < Infinity ? ohm * amps * amps : 0);
