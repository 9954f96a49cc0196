import { reject } from '../edge/error.js';
import { fillGrid } from '../kernels/lines.js';
import { type CrossbarArray, checkArray } from './array.js';
import type { CellAddress } from './bias.js';
import { solveArray, terminalVoltages } from './line-pcg.js';
import { converge, drive, factor, lineSystem, type SolveOptions, type TerminalVoltages } from './line-system.js';
import { type EffectiveOperator, effectiveOperator } from './operator.js';
import { reprogrammedOperator } from './reprogram.js';
import { type ArraySolution, wireCurrents } from './solution.js';

/** A cell and its new conductance (S). */
export interface Reprogrammed extends CellAddress {
  readonly siemens: number;
}

/** An operator and the array it belongs to. */
interface Known {
  readonly array: CrossbarArray;
  readonly of: EffectiveOperator;
}

/** With more changed cells than this the operator is computed anew: about what it takes in single solutions. */
const fewCells = 20;

/**
 * One array through its life: programmed, read, drifting, reprogrammed. The operator is computed when it is asked for and
 * something has changed, by rank-one updates where only a few cells were reprogrammed; a solution starts from the last
 * one at the same voltages. Holds the array, its operator (rows² + rows · cols numbers) and one solution (6 rows · cols).
 */
export class ArrayLife {
  #array: CrossbarArray;
  #operator: Known | undefined;
  #pending: Reprogrammed[] = [];
  #last: { readonly volts: TerminalVoltages; readonly solution: ArraySolution } | undefined;
  #computed = 0;

  /** InputError where the array is impossible. */
  constructor(
    array: CrossbarArray,
    private readonly options: SolveOptions = {},
  ) {
    checkArray(array);
    this.#array = array;
  }

  /** As it is now. */
  get array(): CrossbarArray {
    return this.#array;
  }

  /** How often the whole operator was computed. */
  get operatorsComputed(): number {
    return this.#computed;
  }

  /** Some cells get new conductances. InputError names a cell that is not there or a conductance that cannot be. */
  reprogram(...cells: readonly Reprogrammed[]): void {
    const { rows, cols } = this.#array;
    const conductance = this.#array.conductance.slice();
    for (const { row, col, siemens } of cells) {
      if (!(Number.isInteger(row) && row >= 0 && row < rows && Number.isInteger(col) && col >= 0 && col < cols))
        reject('crossbar: reprogrammed cell', `found [${row}][${col}]`, `expected a cell of ${rows}×${cols}`);
      conductance[row * cols + col] = siemens;
    }
    const changed = { ...this.#array, conductance };
    checkArray(changed);
    this.#array = changed;
    this.#pending.push(...cells);
  }

  /** All cells get new conductances (S, rows × cols). */
  drift(conductance: Float64Array): void {
    const changed = { ...this.#array, conductance: conductance.slice() };
    checkArray(changed);
    this.#array = changed;
    this.#operator = undefined;
    this.#pending = [];
  }

  operator(): EffectiveOperator {
    if (!this.#operator || this.#pending.length > fewCells) {
      this.#operator = { array: this.#array, of: effectiveOperator(this.#array, this.options) };
      this.#computed++;
    } else {
      let known: Known = this.#operator;
      for (const { row, col, siemens } of this.#pending) {
        const { array, of } = known;
        const conductance: Float64Array = array.conductance.slice();
        conductance[row * array.cols + col] = siemens;
        known = {
          array: { ...array, conductance },
          of: reprogrammedOperator(of, array, { row, col }, siemens, this.options),
        };
      }
      this.#operator = known;
    }
    this.#pending = [];
    return this.#operator.of;
  }

  /** `solveArray` at these voltages, from the last solution where it was for the same ones. */
  solve(voltages: Float64Array | TerminalVoltages): ArraySolution {
    const volts = terminalVoltages(this.#array, voltages);
    const before = this.#last;
    const same = before && equal(before.volts.word, volts.word) && equal(before.volts.bit, volts.bit);
    const solution = same
      ? continued(this.#array, volts, before.solution, this.options)
      : solveArray(this.#array, volts, this.options);
    this.#last = { volts: { word: volts.word.slice(), bit: volts.bit.slice() }, solution };
    return solution;
  }
}

/**
 * The solution of an array from that of an earlier one with other conductances, at the same voltages. Its wires carry what
 * the earlier cells drew; the difference to what the cells would draw now, at the earlier voltages, is injected with all
 * terminals at 0 V, and the response added. Stops where a start from nothing would.
 */
function continued(
  array: CrossbarArray,
  volts: TerminalVoltages,
  before: ArraySolution,
  options: SolveOptions,
): ArraySolution {
  const { rows, cols, conductance } = array;
  const lines = lineSystem(array, options.engine);
  try {
    factor(lines, array);
    const injected = drive(lines, array, volts);
    lines.start(injected.word, injected.bit);
    const reference = lines.down(0);

    drive(lines, array, { word: new Float64Array(rows), bit: new Float64Array(cols) });
    const missing = before.cellCurrent.map(
      (amps, k) => conductance[k]! * (before.wordVoltage[k]! - before.bitVoltage[k]!) - amps,
    );
    fillGrid(lines.bitInjection, missing, cols, lines.stride);
    fillGrid(
      lines.wordInjection,
      missing.map(amps => -amps),
      cols,
      lines.stride,
    );
    lines.start(true, true);
    const { iterations } = converge(lines, options, reference);
    lines.finish(true, true);
    const added = (field: Float64Array, grid: Float64Array): Float64Array =>
      field.map((volt, k) => volt + grid[Math.floor(k / cols) * lines.stride + (k % cols)]!);
    const wordVoltage = added(before.wordVoltage, lines.wordVoltage);
    const bitVoltage = added(before.bitVoltage, lines.bitVoltage);
    const cellCurrent = conductance.map((siemens, k) => siemens * (wordVoltage[k]! - bitVoltage[k]!));
    return { ...wireCurrents(array, volts, cellCurrent), wordVoltage, bitVoltage, cellCurrent, iterations };
  } finally {
    lines.release();
  }
}

function equal(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, k) => value === b[k]);
}
