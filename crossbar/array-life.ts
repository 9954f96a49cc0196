import { fillGrid, gridValues, type LineEngine } from '../kernels/lines.js';
import { type CrossbarArray, checkAddress, checkArray, copyOfArray } from './array.js';
import type { CellAddress } from './bias.js';
import { terminalVoltages } from './line-pcg.js';
import {
  ConvergenceError,
  converge,
  drive,
  factor,
  lineSystem,
  type SolveOptions,
  type TerminalVoltages,
} from './line-system.js';
import { type EffectiveOperator, effectiveOperator } from './operator.js';
import { largest, type Uncertainty, updatedOperator } from './reprogram.js';
import { type ArraySolution, wireCurrents } from './solution.js';

/** A cell and its new conductance (S). */
export interface Reprogrammed extends CellAddress {
  readonly siemens: number;
}

/** An operator, the array it belongs to, and how far its entries may be off since it was computed as a whole. */
interface Known {
  readonly array: CrossbarArray;
  readonly of: EffectiveOperator;
  readonly lost: Uncertainty;
  readonly updates: number;
}

/** Where a solution ended, as the next one needs it. */
interface Reached {
  readonly volts: TerminalVoltages;
  /** V at the cells, row-major. */
  readonly word: Float64Array;
  readonly bit: Float64Array;
  /** A that the word lines and the bit lines really carry at these voltages; only at the solution are they the same. */
  readonly fromWord: Float64Array;
  readonly intoBit: Float64Array;
  /** Solutions since the last start from nothing. */
  readonly continued: number;
}

/** With more changed cells than this the operator is computed anew: about what it takes in single solutions. */
const fewCells = 20;

/** An operator is computed anew after so many updates, and wherever one costs more accuracy than this. */
const mostUpdates = 1000;
const worstOfLargest = 1e-12;
const worstOfEntry = 1e-9;

/** After so many solutions from the one before, one starts from nothing: each adds a rounding error of 1e-16. */
const mostContinued = 500;

/**
 * One array through its life: programmed, read, drifting, reprogrammed. What it is given and what it gives are copied.
 *
 * The operator is computed when it is asked for and something has changed, by rank-one updates where only a few cells were
 * reprogrammed and the updates leave every entry within 1e-12 of the largest and 1e-9 of itself. A solution starts from
 * the last one where that was at the same voltages; it reaches the tolerance of one that starts from nothing, however many
 * there were before.
 *
 * Holds the array, its operator and the errors of it (2 rows² + 2 rows · cols numbers), and where the last solution ended
 * (4 rows · cols).
 */
export class ArrayLife {
  #array: CrossbarArray;
  #operator: Known | undefined;
  #last: Reached | undefined;
  #computed = 0;

  /** InputError where the array is impossible. */
  constructor(
    array: CrossbarArray,
    private readonly options: SolveOptions = {},
  ) {
    checkArray(array);
    this.#array = copyOfArray(array);
  }

  /** As it is now. */
  get array(): CrossbarArray {
    return copyOfArray(this.#array);
  }

  /** How often the whole operator was computed. */
  get operatorsComputed(): number {
    return this.#computed;
  }

  /**
   * Some cells get new conductances, all at once: only what comes out must be possible. InputError names a cell that is not
   * there or a conductance that cannot be.
   */
  reprogram(...cells: readonly Reprogrammed[]): void {
    const conductance = this.#array.conductance.slice();
    for (const { row, col, siemens } of cells) {
      checkAddress(this.#array, { row, col }, 'crossbar: reprogrammed cell');
      conductance[row * this.#array.cols + col] = siemens;
    }
    const changed = { ...this.#array, conductance };
    checkArray(changed);
    this.#array = changed;
  }

  /** All cells get new conductances (S, rows × cols). */
  drift(conductance: Float64Array): void {
    const changed = { ...this.#array, conductance: conductance.slice() };
    checkArray(changed);
    this.#array = changed;
    this.#operator = undefined;
  }

  operator(): EffectiveOperator {
    this.#operator = (this.#operator && this.#updated(this.#operator)) ?? this.#anew();
    const { transfer, input } = this.#operator.of;
    return {
      transfer: { ...transfer, data: transfer.data.slice() },
      input: { ...input, data: input.data.slice() },
    };
  }

  #anew(): Known {
    const of = effectiveOperator(this.#array, this.options);
    this.#computed++;
    const [transfer, input] = [new Float64Array(of.transfer.data.length), new Float64Array(of.input.data.length)];
    return { array: this.#array, of, lost: { transfer, input }, updates: 0 };
  }

  /** The operator of the array as it is now from an earlier one; nothing where that takes too long or loses too much. */
  #updated(before: Known): Known | undefined {
    const { cols, conductance: after } = this.#array;
    const { conductance } = before.array;
    const changed: number[] = [];
    for (let k = 0; k < after.length; k++) if (after[k] !== conductance[k]) changed.push(k);
    if (changed.length === 0) return before;
    if (changed.length > fewCells || before.updates + changed.length > mostUpdates) return undefined;
    // Cells that rise first: then every array on the way has the paths of the first or of the last, and no line floats.
    const falls = (k: number): number => (after[k]! < conductance[k]! ? 1 : 0);
    changed.sort((a, b) => falls(a) - falls(b));
    let known = before;
    try {
      for (const k of changed) {
        const cell = { row: Math.floor(k / cols), col: k % cols, siemens: after[k]! };
        known = updated(known, cell, this.options);
      }
    } catch (cause) {
      // Next to floating, a line may be too much for single solutions; the elimination bears it.
      if (cause instanceof ConvergenceError) return undefined;
      throw cause;
    }
    const { of, lost } = known;
    return within(of.transfer.data, lost.transfer) && within(of.input.data, lost.input) ? known : undefined;
  }

  /**
   * `solveArray` at these voltages, from where the last solution ended if it was for the same ones. InputError and
   * ConvergenceError as there.
   */
  solve(voltages: Float64Array | TerminalVoltages): ArraySolution {
    const given = terminalVoltages(this.#array, voltages);
    const volts = { word: given.word.slice(), bit: given.bit.slice() };
    const last = this.#last;
    const goesOn =
      last && last.continued < mostContinued && equal(last.volts.word, volts.word) && equal(last.volts.bit, volts.bit);
    const { iterations, ...reached } = solveFrom(this.#array, volts, goesOn ? last : undefined, this.options);
    this.#last = reached;
    const cellCurrent = reached.intoBit.slice();
    const [wordVoltage, bitVoltage] = [reached.word.slice(), reached.bit.slice()];
    return { ...wireCurrents(this.#array, volts, cellCurrent), wordVoltage, bitVoltage, cellCurrent, iterations };
  }
}

function updated(
  { array, of, lost, updates }: Known,
  { siemens, ...cell }: Reprogrammed,
  options: SolveOptions,
): Known {
  const conductance = array.conductance.slice();
  conductance[cell.row * array.cols + cell.col] = siemens;
  const { transfer, input, lost: more } = updatedOperator(of, array, cell, siemens, options);
  const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value + b[k]!);
  return {
    array: { ...array, conductance },
    of: { transfer, input },
    lost: { transfer: sum(lost.transfer, more.transfer), input: sum(lost.input, more.input) },
    updates: updates + 1,
  };
}

/** Whether no entry may be off by too much, of the largest one or of itself. */
function within(entries: Float64Array, lost: Float64Array): boolean {
  const most = worstOfLargest * largest(entries);
  return lost.every((siemens, k) => siemens <= most && siemens <= worstOfEntry * Math.abs(entries[k]!));
}

/**
 * The solution of an array, from nothing or from where one with other conductances at the same voltages ended. With u, w
 * (V) and the currents i_w, i_b that the wires of either family carry at these, what is missing is injected with all
 * terminals at 0 V, and the response added, which is that of the array as it is now, g its conductances:
 *
 *   L_w δu + g (δu − δw) = i_w − g (u − w)        L_b δw + g (δw − δu) = g (u − w) − i_b
 *
 * i_w and i_b are not yet the same where a solution ended, by what its tolerance left; that is part of what is missing, so
 * that it does not add up over many solutions. Stops where a start from nothing would.
 */
function solveFrom(
  array: CrossbarArray,
  volts: TerminalVoltages,
  from: Reached | undefined,
  options: SolveOptions,
): Reached & { readonly iterations: number } {
  const { rows, cols, conductance } = array;
  const lines = lineSystem(array, options.engine);
  const across = (word: Float64Array, bit: Float64Array): Float64Array =>
    conductance.map((siemens, k) => siemens * (word[k]! - bit[k]!));
  try {
    factor(lines, array);
    const driven = drive(lines, array, volts);
    lines.start(driven.word, driven.bit);
    if (!from) {
      const { iterations } = converge(lines, options);
      lines.finish(driven.word, driven.bit);
      const { word, bit, prior } = found(lines, rows, cols);
      return { volts, word, bit, fromWord: across(word, prior), intoBit: across(word, bit), continued: 0, iterations };
    }
    const reference = lines.down(0);
    drive(lines, array, { word: new Float64Array(rows), bit: new Float64Array(cols) });
    const wanted = across(from.word, from.bit);
    const tooMuch = from.fromWord.map((amps, k) => amps - wanted[k]!);
    const missing = wanted.map((amps, k) => amps - from.intoBit[k]!);
    fillGrid(lines.wordInjection, tooMuch, cols, lines.stride);
    fillGrid(lines.bitInjection, missing, cols, lines.stride);
    lines.start(true, true);
    const { iterations } = converge(lines, options, reference);
    lines.finish(true, true);
    const change = found(lines, rows, cols);
    const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((volt, k) => volt + b[k]!);
    const [word, bit] = [sum(from.word, change.word), sum(from.bit, change.bit)];
    return {
      ...{ volts, word, bit, iterations, continued: from.continued + 1 },
      fromWord: across(word, sum(from.bit, change.prior)),
      intoBit: across(word, bit),
    };
  } finally {
    lines.release();
  }
}

/** The voltages after `finish`: the bit lines, and those before that the word lines are solved for. */
function found(
  lines: LineEngine,
  rows: number,
  cols: number,
): { word: Float64Array; bit: Float64Array; prior: Float64Array } {
  const values = (grid: Float64Array): Float64Array => gridValues(grid, rows, cols, lines.stride);
  return { word: values(lines.wordVoltage), bit: values(lines.bitVoltage), prior: values(lines.priorBitVoltage) };
}

function equal(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, k) => value === b[k]);
}
