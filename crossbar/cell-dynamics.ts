import { simulateModel } from '../devices/compact/integrate.js';
import type { CompactModel } from '../devices/compact/model.js';
import type { PulsedDevices, PulseResponse } from '../devices/pulses/pulse-response.js';
import { reject } from '../edge/error.js';

/** What voltages make of the cells of an array. States are values: nothing that is given is changed. */
export interface CellDynamics<State> {
  /** Cells of these conductances, S. */
  start(siemens: Float64Array): State;
  /** S of every cell. */
  conductances(state: State): Float64Array;
  /** The cells after `volts` (V, from word line to bit line) were over them for `seconds`. */
  exposed(state: State, volts: Float64Array, seconds: number): State;
  /** The cells with one of them brought to `siemens`. */
  set(state: State, cell: number, siemens: number): State;
}

/**
 * Cells that follow a pulse response, the mean of it: an exposure is one pulse of its length, however weak. What a pulse of
 * a small part of a step does is its `strength`'s to say.
 */
export function pulsedCells(response: PulseResponse, devices: PulsedDevices): CellDynamics<Float64Array> {
  return {
    start: siemens => siemens.slice(),
    conductances: state => state,
    exposed: (state, volts, seconds) => state.map((g, k) => response.after(devices, k, g, volts[k]!, seconds, 0)),
    set: (state, cell, siemens) => state.with(cell, siemens),
  };
}

/** How the conductance of a compact model is found, and how finely its state is followed. */
export interface CompactOptions {
  /** V at which its conductance is I/V, and to which the array is linearised; default 0.1. */
  readonly readVolt?: number;
  /** By how much of its range a state may miss in one exposure; default 1e-6. */
  readonly tolerance?: number;
}

/** The states of all cells, cell by cell: `states` numbers of each. */
export type CompactStates = Float64Array;

/**
 * Cells that are a dynamic compact model each. Between its bounds the *first* state variable sets the conductance, found by
 * bisection; the others start at their initial values. Exposures are followed by `simulateModel`
 * at constant voltage. A model with noise is refused: its noise is that of one device, and all cells would share it.
 */
export function compactCells(model: CompactModel, options: CompactOptions = {}): CellDynamics<CompactStates> {
  const { readVolt = 0.1, tolerance = 1e-6 } = options;
  if (!(readVolt > 0)) reject('compact cells: readVolt', `found ${readVolt} V`, 'expected more than 0 V');
  if (!(tolerance > 0)) reject('compact cells: tolerance', `found ${tolerance}`, 'expected more than 0');
  if (model.random)
    reject(
      `compact cells: ${model.name}`,
      'found a model with noise',
      'expected one without: all cells would share it',
    );
  const n = model.states.length;
  const siemensOf = (cell: Float64Array): number => model.current(readVolt, cell) / readVolt;
  const stateOf = (siemens: number): Float64Array => stateFor(model, siemens, siemensOf);
  return {
    start(siemens) {
      const all = new Float64Array(n * siemens.length);
      siemens.forEach((g, k) => {
        all.set(stateOf(g), k * n);
      });
      return all;
    },
    conductances: state => Float64Array.from({ length: state.length / n }, (_, k) => siemensOf(cellOf(state, k, n))),
    exposed(state, volts, seconds) {
      const after = state.slice();
      volts.forEach((volt, k) => {
        if (volt !== 0) follow(model, cellOf(after, k, n), volt, seconds, tolerance);
      });
      return after;
    },
    set(state, cell, siemens) {
      const after = state.slice();
      after.set(stateOf(siemens), cell * n);
      return after;
    },
  };
}

const cellOf = (state: Float64Array, k: number, n: number): Float64Array => state.subarray(k * n, (k + 1) * n);

/** The state that conducts `siemens`. InputError where the model does not reach so far. */
function stateFor(model: CompactModel, siemens: number, siemensOf: (cell: Float64Array) => number): Float64Array {
  const cell = Float64Array.from(model.states, ({ initial }) => initial);
  const at = (x: number): number => {
    cell[0] = x;
    return siemensOf(cell);
  };
  const { min, max } = model.states[0]!;
  const rising = at(max) > at(min);
  let [low, high] = rising ? [min, max] : [max, min];
  const slack = 1e-9 * (at(high) - at(low));
  if (!(siemens >= at(low) - slack && siemens <= at(high) + slack))
    reject(`${model.name}: conductance`, `found ${siemens} S`, `expected from ${at(low)} to ${at(high)} S`);
  for (let k = 0; k < 100 && low !== high; k++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (at(middle) < siemens) low = middle;
    else high = middle;
  }
  cell[0] = Math.abs(at(low) - siemens) < Math.abs(at(high) - siemens) ? low : high;
  return cell;
}

/** Moves one cell, in place, through `seconds` at `volt`. Most cells of an array do not move at all. */
function follow(model: CompactModel, cell: Float64Array, volt: number, seconds: number, tolerance: number): void {
  const rate = new Float64Array(cell.length);
  model.rate(volt, cell, rate);
  if (rate.every(value => value === 0)) return;
  const options = { duration: seconds, maxStep: seconds, tolerance, initial: cell, points: [seconds] };
  cell.set(simulateModel(model, () => volt, options).states);
}
