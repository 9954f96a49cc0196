import { reject } from '../edge/error.js';
import { type CrossbarArray, checkArray } from './array.js';
import { type BiasScheme, biasVoltages, type CellAddress } from './bias.js';
import type { CellDynamics } from './cell-dynamics.js';
import type { CellLaw } from './cell-law.js';
import { solveArray } from './line-pcg.js';
import type { SolveOptions } from './line-system.js';
import { solveNonlinear } from './nonlinear.js';

/** One cell written: its voltage (V; below 0 resets), how long it is held (s), and S it has afterwards. */
export interface CellWrite extends CellAddress {
  readonly volt: number;
  readonly seconds: number;
  readonly siemens: number;
}

export interface DisturbOptions extends SolveOptions {
  /** Where the lines that are not selected are held. */
  readonly scheme: BiasScheme;
  /** V: exposure counts from this magnitude on; default 0, every exposure. */
  readonly threshold?: number;
  /** The law of the cells by their conductances (S), where it is not Ohm's. */
  readonly law?: (conductance: Float64Array) => CellLaw;
  /** How many of the worst cells to list; default 10. */
  readonly worst?: number;
}

/** A cell and what the writing of others did to it since it was written itself. */
export interface DisturbedCell extends CellAddress {
  /** V: the largest magnitude it saw while another cell was written. */
  readonly volt: number;
  /** s it saw more than the threshold. */
  readonly seconds: number;
  /** S it had when it was written, or at the start, and S it has at the end. */
  readonly written: number;
  readonly siemens: number;
}

/** What a sequence of writes leaves behind, cell by cell, row-major. */
export interface Disturbance {
  /** V: the largest magnitude while another cell was written; and s above the threshold: both from the last write of a cell on. */
  readonly volt: Float64Array;
  readonly seconds: Float64Array;
  /** S each cell was written to; where it never was, S at the start. */
  readonly written: Float64Array;
  /** S at the end. */
  readonly conductance: Float64Array;
  /** The cells that changed most, |ΔS|, the worst first; of equal ones the one that saw most. */
  readonly worst: readonly DisturbedCell[];
}

/**
 * V from word line to bit line over every cell while `volt` is put on one, wires and all: by the exact solver, with the cells'
 * conductances (S) as in `array`, or by the law of `options`.
 */
export function writeVoltages(
  array: CrossbarArray,
  cell: CellAddress,
  volt: number,
  options: Pick<DisturbOptions, 'scheme' | 'law'> & SolveOptions,
): Float64Array {
  const terminals = biasVoltages(array, cell, volt, options.scheme);
  const { scheme: _, law, ...solve } = options;
  const { wordVoltage, bitVoltage } = law
    ? solveNonlinear(array, law(array.conductance), terminals)
    : solveArray(array, terminals, solve);
  return wordVoltage.map((u, k) => u - bitVoltage[k]!);
}

/**
 * Writes cells of a passive array one after the other, and follows what that does to the others.
 *
 * During each write every other cell is exposed, for as long as the write lasts, to the voltage that the exact solver finds
 * over it with the conductances at the beginning of the write; `dynamics` says what it makes of that. The written cell comes
 * out at the conductance of its write, whatever the wires left of the voltage: whether it does is a question for
 * devices/pulses/write-verify.ts. What disturbs a cell before it is written does not count.
 */
export function disturb<State>(
  array: CrossbarArray,
  writes: readonly CellWrite[],
  dynamics: CellDynamics<State>,
  options: DisturbOptions,
): Disturbance {
  checkArray(array);
  const { rows, cols } = array;
  const { threshold = 0, worst = 10, ...solve } = options;
  if (!(threshold >= 0)) reject('disturb: threshold', `found ${threshold} V`, 'expected at least 0 V');
  let state = dynamics.start(array.conductance);
  let conductance = dynamics.conductances(state);
  const written = conductance.slice();
  const volt = new Float64Array(rows * cols);
  const seconds = new Float64Array(rows * cols);
  writes.forEach((write, index) => {
    if (!(write.seconds > 0 && write.seconds < Infinity))
      reject(`disturb: writes[${index}].seconds`, `found ${write.seconds} s`, 'expected more than 0 s');
    const volts = writeVoltages({ ...array, conductance }, write, write.volt, solve);
    const selected = write.row * cols + write.col;
    volts.forEach((v, k) => {
      if (k === selected) return;
      volt[k] = Math.max(volt[k]!, Math.abs(v));
      if (Math.abs(v) > threshold) seconds[k]! += write.seconds;
    });
    volts[selected] = 0;
    state = dynamics.set(dynamics.exposed(state, volts, write.seconds), selected, write.siemens);
    conductance = dynamics.conductances(state);
    written[selected] = conductance[selected]!;
    volt[selected] = 0;
    seconds[selected] = 0;
  });
  const change = (k: number): number => Math.abs(conductance[k]! - written[k]!);
  const order = Array.from(written, (_, k) => k).sort((a, b) => change(b) - change(a) || volt[b]! - volt[a]!);
  return {
    ...{ volt, seconds, written, conductance },
    worst: order.slice(0, worst).map(k => ({
      row: Math.floor(k / cols),
      col: k % cols,
      volt: volt[k]!,
      seconds: seconds[k]!,
      written: written[k]!,
      siemens: conductance[k]!,
    })),
  };
}

/**
 * The writes that bring an array to `target` (S), row by row and from left to right: a set pulse where a cell is to conduct
 * more than it does in `start`, a reset pulse (its voltage as a magnitude) where less, none where it is there already.
 */
export function rowByRow(
  { cols }: Pick<CrossbarArray, 'cols'>,
  start: Float64Array,
  target: Float64Array,
  set: { readonly volt: number; readonly seconds: number },
  reset = set,
): CellWrite[] {
  const writes: CellWrite[] = [];
  target.forEach((siemens, k) => {
    if (siemens === start[k]) return;
    const { volt, seconds } = siemens > start[k]! ? set : { volt: -reset.volt, seconds: reset.seconds };
    writes.push({ row: Math.floor(k / cols), col: k % cols, volt, seconds, siemens });
  });
  return writes;
}
