import type { CompactModel } from '../devices/compact/model.js';
import type { PulsedDevices, PulseResponse } from '../devices/pulse-response.js';
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
 * bisection; the others start at their initial values. Exposures are followed by the Bogacki–Shampine pair of order 3(2)
 * at constant voltage with steps by the error, held within the bounds.
 */
export function compactCells(model: CompactModel, options: CompactOptions = {}): CellDynamics<CompactStates> {
  const { readVolt = 0.1, tolerance = 1e-6 } = options;
  if (!(readVolt > 0)) reject('compact cells: readVolt', `found ${readVolt} V`, 'expected more than 0 V');
  if (!(tolerance > 0)) reject('compact cells: tolerance', `found ${tolerance}`, 'expected more than 0');
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

/** Moves one cell, in place, through `seconds` at `volt`. */
function follow(model: CompactModel, cell: Float64Array, volt: number, seconds: number, tolerance: number): void {
  const { states } = model;
  const n = states.length;
  const rates = [0, 1, 2, 3].map(() => new Float64Array(n)) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [k1, k2, k3, k4] = rates;
  const trial = new Float64Array(n);
  const move = (step: number, ...parts: readonly (readonly [Float64Array, number])[]): void => {
    for (let i = 0; i < n; i++) {
      const change = parts.reduce((sum, [rate, share]) => sum + share * rate[i]!, 0);
      trial[i] = Math.min(Math.max(cell[i]! + step * change, states[i]!.min), states[i]!.max);
    }
  };
  model.rate(volt, cell, k1);
  const shortest = 1e-4 * seconds;
  let step = seconds;
  for (let left = seconds; left > 0 && k1.some(rate => rate !== 0); ) {
    step = Math.min(step, left);
    move(step, [k1, 1 / 2]);
    model.rate(volt, trial, k2);
    move(step, [k2, 3 / 4]);
    model.rate(volt, trial, k3);
    move(step, [k1, 2 / 9], [k2, 1 / 3], [k3, 4 / 9]);
    model.rate(volt, trial, k4);
    let error = 0;
    for (let i = 0; i < n; i++) {
      const missed = step * (-5 * k1[i]! + 6 * k2[i]! + 8 * k3[i]! - 9 * k4[i]!);
      error = Math.max(error, Math.abs(missed) / 72 / (states[i]!.max - states[i]!.min));
    }
    // So short a step misses only at a corner of the equations, which no step resolves.
    if (error <= tolerance || step <= shortest) {
      cell.set(trial);
      k1.set(k4);
      left = step === left ? 0 : left - step;
    }
    step = Math.max(shortest, step * Math.min(4, Math.max(0.2, 0.9 * Math.cbrt(tolerance / error))));
  }
}
