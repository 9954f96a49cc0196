import { reject } from '../edge/error.js';
import { fillGrid, gridValues, type LineEngine } from '../kernels/lines.js';
import type { CrossbarArray } from './array.js';
import { converge, type SolveOptions, type TerminalVoltages } from './line-system.js';

/** F. Any may be 0. */
export interface Capacitance {
  /** From each word-line node to ground, the segment's. */
  readonly word: number;
  /** From each bit-line node to ground. */
  readonly bit: number;
  /** Across each cell. */
  readonly cell: number;
}

/** InputError where one is impossible. */
export function checkCapacitance(capacitance: Capacitance): void {
  for (const name of ['word', 'bit', 'cell'] as const) {
    const farads = capacitance[name];
    if (!(farads >= 0 && farads < Infinity))
      reject(`crossbar: capacitance: ${name}`, `found ${farads} F`, 'expected a finite number ≥ 0 F');
  }
}

/** An array with its capacitances, set up on an engine with its terminals at 0 V: what transient.ts steps through time. */
export interface Circuit {
  readonly lines: LineEngine;
  readonly array: CrossbarArray;
  readonly capacitance: Capacitance;
  readonly iterating: SolveOptions;
}

/** Node voltages (V) less those at rest, rows × cols. */
export interface State {
  readonly u: Float64Array;
  readonly w: Float64Array;
}

export interface Sample {
  readonly state: State;
  /** A, the outputs less those at rest. */
  readonly outputs: Float64Array;
}

/** The diagonal coefficient of the method, for which it is L-stable and of second order. */
const gamma = 1 - Math.SQRT1_2;

/** One step as a whole and in halves: the state halfway, the end without its error, and the error of the halves. */
export function doubled(circuit: Circuit, from: Sample, dt: number): { half: Sample; end: Sample; error: Sample } {
  const whole = advance(circuit, from.state, dt);
  const half = advance(circuit, from.state, dt / 2);
  const other = advance(circuit, half.state, dt / 2);
  const error = combined(whole, other, (coarse, fine) => (fine - coarse) / 3);
  return { half, end: combined(other, error, (fine, off) => fine + off), error };
}

function combined(a: Sample, b: Sample, what: (a: number, b: number) => number): Sample {
  const each = (x: Float64Array, y: Float64Array): Float64Array => {
    const values = new Float64Array(x.length);
    for (let k = 0; k < x.length; k++) values[k] = what(x[k]!, y[k]!);
    return values;
  };
  const state = { u: each(a.state.u, b.state.u), w: each(a.state.w, b.state.w) };
  return { state, outputs: each(a.outputs, b.outputs) };
}

/** One step of the method: δ₁ after γ dt by the implicit Euler method, then that from δ₀ + (1 − γ)/γ (δ₁ − δ₀). */
function advance(circuit: Circuit, { u, w }: State, dt: number): Sample {
  const h = gamma * dt;
  factorFor(circuit, h);
  const first = stage(circuit, { u, w }, h).state;
  const more = (1 - gamma) / gamma;
  const beyond = (from: Float64Array, to: Float64Array): Float64Array =>
    from.map((volt, k) => volt + more * (to[k]! - volt));
  return stage(circuit, { u: beyond(u, first.u), w: beyond(w, first.w) }, h);
}

/** One step of the implicit Euler method, which leaves next to nothing of what is much faster. */
export function implicit(circuit: Circuit, from: State, dt: number): Sample {
  factorFor(circuit, dt);
  return stage(circuit, from, dt);
}

function factorFor({ lines, array, capacitance: { word, bit, cell } }: Circuit, h: number): void {
  lines.setCells(cell > 0 ? array.conductance.map(siemens => siemens + cell / h) : array.conductance);
  lines.factor(word / h, bit / h);
}

/** The state δ with (M / h + K) δ = M δ₀ / h, and the outputs there. */
function stage(circuit: Circuit, from: State, h: number): Sample {
  const { array, capacitance } = circuit;
  const { conductance, cols } = array;
  const { bit, cell } = capacitance;
  const { word: toWord, bit: toBit } = charges(from, capacitance);
  for (let k = 0; k < toWord.length; k++) {
    toWord[k]! /= h;
    toBit[k]! /= h;
  }
  // Relative to a deviation that only falls, so that nothing is lost on the way.
  const state = voltagesOf(circuit, { word: toWord, bit: toBit }, 1e-10);
  const { u, w } = state;
  // What flows out of a line is what its nodes take: through cells, and less in their capacitances.
  const outputs = new Float64Array(cols);
  for (let k = 0; k < u.length; k++) {
    const discharged = (bit * (from.w[k]! - w[k]!) + cell * (from.w[k]! - from.u[k]! - w[k]! + u[k]!)) / h;
    outputs[k % cols]! += conductance[k]! * (u[k]! - w[k]!) + discharged;
  }
  for (let j = 0; j < cols; j++) if (floats(array.sense[j]!, array.senseFar[j]!)) outputs[j] = 0;
  return { state, outputs };
}

/** At the nodes: C, or A, or what else the lines are to carry to their terminals. */
export interface Injection {
  readonly word: Float64Array;
  readonly bit: Float64Array;
}

/** M δ (C). */
export function charges({ u, w }: State, { word, bit, cell }: Capacitance): Injection {
  const held = { word: new Float64Array(u.length), bit: new Float64Array(u.length) };
  for (let k = 0; k < u.length; k++) {
    const across = cell * (u[k]! - w[k]!);
    held.word[k] = word * u[k]! + across;
    held.bit[k] = bit * w[k]! - across;
  }
  return held;
}

/** ½ δᵀ M δ (J). */
export function energyOf({ u, w }: State, { word, bit, cell }: Capacitance): number {
  let twice = 0;
  for (let k = 0; k < u.length; k++)
    twice += word * u[k]! ** 2 + bit * w[k]! ** 2 + (cell > 0 ? cell * (u[k]! - w[k]!) ** 2 : 0);
  return twice / 2;
}

/** The voltages that the injected currents lead to, terminals at 0 V, on the factors that there are. */
function voltagesOf({ lines, array, iterating }: Circuit, injected: Injection, tolerance: number): State {
  const { rows, cols } = array;
  fillGrid(lines.wordInjection, injected.word, cols, lines.stride);
  fillGrid(lines.bitInjection, injected.bit, cols, lines.stride);
  lines.start(true, true);
  converge(lines, { ...iterating, tolerance });
  lines.finish(true, true);
  return {
    u: gridValues(lines.wordVoltage, rows, cols, lines.stride),
    w: gridValues(lines.bitVoltage, rows, cols, lines.stride),
  };
}

/** K⁻¹ of what is injected. Of charges (C) that leave it is the integral of δ (V s). */
export function atRest(circuit: Circuit, injected: Injection): State {
  circuit.lines.setCells(circuit.array.conductance);
  circuit.lines.factor(0, 0);
  return voltagesOf(circuit, injected, 1e-12);
}

/** J that the terminals supply besides those at rest while charges leave the nodes, by the integral of δ. */
export function supplied({ array }: Circuit, volts: TerminalVoltages, gone: Injection, { u, w }: State): number {
  const { cols, conductance } = array;
  let joules = 0;
  for (let k = 0; k < u.length; k++) {
    const j = k % cols;
    const i = (k - j) / cols;
    const through = conductance[k]! * (u[k]! - w[k]!);
    if (!floats(array.driver[i]!, array.driverFar[i]!)) joules += volts.word[i]! * (through - gone.word[k]!);
    if (!floats(array.sense[j]!, array.senseFar[j]!)) joules -= volts.bit[j]! * (through + gone.bit[k]!);
  }
  return joules;
}

export function dot(injected: Injection, { u, w }: State): number {
  return u.reduce((sum, volt, k) => sum + injected.word[k]! * volt + injected.bit[k]! * w[k]!, 0);
}

const floats = (near: number, far: number): boolean => near === Infinity && far === Infinity;
