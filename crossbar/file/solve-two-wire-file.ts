import { concatenate, type Matrix, matrix } from '../../numeric/matrix.js';
import { type TwoWireHeat, twoWireHeat } from '../heat.js';
import { solveTwoWire, type TwoWireSolution, type TwoWireVoltages } from '../two-wire.js';
import type { TwoWireFile } from './two-wire-file.js';

export interface SolveTwoWireOptions {
  /** Keep every solution, of all nodes and wires. */
  readonly fields?: boolean;
  /** Work out where the power goes. */
  readonly heat?: boolean;
  /** Awaited after each solution with how many are done, of how many; may throw, to stop. */
  readonly between?: (done: number, of: number) => Promise<void>;
}

/** What `ohmweave solve` finds out about an array with supply lines; one row or entry per read everywhere. */
export interface TwoWireResult {
  /** A, by bit line. */
  readonly outputs: Matrix;
  /** A from each terminal into its supply line. */
  readonly inputCurrents: Matrix;
  /** W taken from all terminals. */
  readonly power: Float64Array;
  readonly solutions?: readonly TwoWireSolution[];
  readonly heat?: readonly TwoWireHeat[];
}

/** Solves an array with supply lines for all its reads, one by one. */
export async function solveTwoWireFile(file: TwoWireFile, options: SolveTwoWireOptions = {}): Promise<TwoWireResult> {
  const { rows: count } = file.gates;
  const { cols } = file.array;
  const outputs: Float64Array[] = [];
  const currents: Float64Array[] = [];
  const power = new Float64Array(count);
  const solutions: TwoWireSolution[] = [];
  const losses: TwoWireHeat[] = [];
  for (let k = 0; k < count; k++) {
    const solution = solveRead(file, k);
    outputs.push(solution.outputs);
    currents.push(solution.inputs);
    power[k] = solution.power;
    if (options.fields) solutions.push(solution);
    if (options.heat) losses.push(twoWireHeat(file.array, solution));
    await options.between?.(k + 1, count);
  }
  return {
    outputs: matrix(count, cols, concatenate(outputs)),
    inputCurrents: matrix(count, cols, concatenate(currents)),
    power,
    ...(options.fields && { solutions }),
    ...(options.heat && { heat: losses }),
  };
}

/** Everything about one read. */
export function solveRead(file: TwoWireFile, k: number): TwoWireSolution {
  const { rows } = file.array;
  return solveTwoWire(file.array, readVolts(file, k), file.gates.data.subarray(k * rows, (k + 1) * rows));
}

/** The terminal voltages of one read. */
export function readVolts({ array: { cols }, supply, bitInputs }: TwoWireFile, k: number): TwoWireVoltages {
  return { supply, bit: bitInputs ? bitInputs.data.slice(k * cols, (k + 1) * cols) : new Float64Array(cols) };
}
