import { simulateModel } from '../devices/compact/integrate.js';
import type { CompactModel } from '../devices/compact/model.js';
import { reject } from '../edge/error.js';
import { type CrossbarArray, checkWires } from './array.js';
import { type CellLaw, deviceCells } from './cell-law.js';
import type { TerminalVoltages } from './line-system.js';
import { nonlinearSolver } from './nonlinear.js';

/** Pulses that all terminals get together, with straight edges; s. */
export interface PulseShape {
  readonly count: number;
  /** From 0 V to the voltage, and back. */
  readonly edge: number;
  /** At the voltage. */
  readonly width: number;
  /** At 0 V, after each. */
  readonly gap: number;
}

/** A passive array of dynamic cells, all of one model, and what is done to it. */
export interface PulsedArray {
  /** Its wires; the conductances are not used. */
  readonly array: CrossbarArray;
  readonly model: CompactModel;
  /** States at 0 s, cell by cell, row-major; in the units of the model. */
  readonly states: Float64Array;
  /** V of the terminals at the height of a pulse. */
  readonly volts: TerminalVoltages;
  readonly pulses: PulseShape;
}

export interface PulsedOptions {
  /** Largest difference of prediction and correction in a step, as a part of the range of a state; default 1e-5. */
  readonly tolerance?: number;
  /** Awaited between steps; may throw, to stop. */
  readonly between?: () => Promise<void>;
}

/** s from the beginning of a pulse to that of the next. */
export const periodOf = ({ edge, width, gap }: PulseShape): number => 2 * edge + width + gap;

/** Shorter than this part of a span no step becomes: a cell that snaps in less does so at once. */
const shortestStep = 1e-7;

/** The first step of a span, as a part of it. */
const firstStep = 0.02;

/** Least part of the height at which the array is solved to see how a voltage divides. */
const leastHeight = 1e-3;

/**
 * The states of all cells after each pulse; states × cells as in `states`.
 *
 * Cells and wires are one system: the voltages over the cells follow from all their states at once, by the exact solver with
 * the cells' own laws, and the states from the voltages, by `simulateModel`. There are no capacitances, so that the voltage
 * of each cell is a share of the pulse, which changes with the states alone. A step predicts the shares at its end from
 * those before, follows every cell with shares that go there in a straight line, solves the array there, and follows the
 * cells once more with the shares it found (PECE, of second order); the difference of the two decides how long steps are.
 *
 * InputError where the pulses are impossible or a model has noise; ConvergenceError and IntegrationError where the array or
 * a cell cannot be followed.
 */
export async function followPulses(pulsed: PulsedArray, options: PulsedOptions = {}): Promise<Float64Array[]> {
  checkPulsed(pulsed);
  const { edge, width, gap, count } = pulsed.pulses;
  let states: Float64Array = pulsed.states.slice();
  const after: Float64Array[] = [];
  for (let pulse = 0; pulse < count; pulse++) {
    states = await followSpan(pulsed, states, { seconds: edge, from: 0, to: 1 }, options);
    if (width > 0) states = await followSpan(pulsed, states, { seconds: width, from: 1, to: 1 }, options);
    states = await followSpan(pulsed, states, { seconds: edge, from: 1, to: 0 }, options);
    if (gap > 0) states = atRest(pulsed.model, states, gap);
    after.push(states);
  }
  return after;
}

/** InputError where pulses, states or model are impossible. */
export function checkPulsed({ array, model, states, pulses: { count, edge, width, gap } }: PulsedArray): void {
  checkWires(array);
  if (model.random)
    reject(`pulses: ${model.name}`, 'found a model with noise', 'expected one without: all cells would share it');
  const expected = array.rows * array.cols * model.states.length;
  if (states.length !== expected) reject('pulses: states', `found ${states.length}`, `expected ${expected}`);
  if (!(Number.isInteger(count) && count >= 1))
    reject('pulses: count', `found ${count}`, 'expected a whole number ≥ 1');
  // ngspice would replace edges of 0 s by edges of its own.
  if (!(edge > 0 && edge < Infinity)) reject('pulses: edge', `found ${edge} s`, 'expected more than 0 s');
  for (const [name, seconds] of Object.entries({ width, gap }))
    if (!(seconds >= 0 && seconds < Infinity)) reject(`pulses: ${name}`, `found ${seconds} s`, 'expected at least 0 s');
}

/** A piece of a pulse: how long, and the part of its height where it begins and ends. */
interface Span {
  readonly seconds: number;
  readonly from: number;
  readonly to: number;
}

async function followSpan(
  { array, model, volts }: PulsedArray,
  begin: Float64Array,
  { seconds, from, to }: Span,
  { tolerance = 1e-5, between = async () => {} }: PulsedOptions,
): Promise<Float64Array> {
  const height = (time: number): number => from + ((to - from) * time) / seconds;
  const shares = (states: Float64Array, time: number): Float64Array =>
    voltageShares(array, compactLaw(model, states), volts, Math.max(height(time), leastHeight));
  let states = begin;
  let time = 0;
  let now = shares(states, 0);
  let slope = new Float64Array(now.length);
  for (let dt = firstStep * seconds; time < seconds; ) {
    await between();
    const end = seconds - time <= dt * (1 + 1e-9) ? seconds : time + dt;
    const length = end - time;
    const follow = (then: Float64Array): Float64Array =>
      followCells(model, states, length, tolerance / 10, (k, part) => {
        const volt = now[k]! + (then[k]! - now[k]!) * part;
        return volt * height(time + part * length);
      });
    const predicted = follow(now.map((share, k) => share + slope[k]! * length));
    const found = shares(predicted, end);
    const corrected = follow(found);
    const error = largestPart(model, predicted, corrected) / tolerance;
    const pace = Math.min(Math.max(0.9 / Math.cbrt(error), 0.2), 3);
    if (error > 1 && length > shortestStep * seconds) {
      dt = Math.max(length * pace, shortestStep * seconds);
      continue;
    }
    const next = shares(corrected, end);
    slope = next.map((share, k) => (share - now[k]!) / length);
    [states, now, time] = [corrected, next, end];
    dt = Math.max(length * pace, shortestStep * seconds);
  }
  return states;
}

/** The states of cells after `seconds` under voltages (V) by cell and part of that time. */
function followCells(
  model: CompactModel,
  states: Float64Array,
  seconds: number,
  tolerance: number,
  volt: (cell: number, part: number) => number,
): Float64Array {
  const n = model.states.length;
  const after = states.slice();
  const rate = new Float64Array(n);
  for (let k = 0; k * n < after.length; k++) {
    const cell = after.subarray(k * n, (k + 1) * n);
    const still = [0, 0.5, 1].every(part => {
      model.rate(volt(k, part), cell, rate);
      return rate.every(value => value === 0);
    });
    if (still) continue;
    const drive = (time: number): number => volt(k, Math.min(time / seconds, 1));
    const trace = simulateModel(model, drive, {
      ...{ duration: seconds, maxStep: seconds, tolerance, points: [seconds] },
      initial: cell.slice(),
    });
    cell.set(trace.states);
  }
  return after;
}

const atRest = (model: CompactModel, states: Float64Array, seconds: number): Float64Array =>
  followCells(model, states, seconds, 1e-6, () => 0);

/** V over each cell per part of the height. */
function voltageShares(
  array: CrossbarArray,
  law: CellLaw,
  { word, bit }: TerminalVoltages,
  height: number,
): Float64Array {
  const scaled = (volts: Float64Array): Float64Array => volts.map(volt => height * volt);
  const { wordVoltage, bitVoltage } = nonlinearSolver(array, law)({ word: scaled(word), bit: scaled(bit) });
  return wordVoltage.map((u, k) => (u - bitVoltage[k]!) / height);
}

/** V, between which the slope of a cell is taken; the solver's steps follow it, its solution only the currents. */
const slopeStep = 1e-4;

/** Cells of a model with their states held. */
export function compactLaw(model: CompactModel, states: Float64Array): CellLaw {
  const n = model.states.length;
  const cells = Array.from({ length: states.length / n }, (_, k) => states.subarray(k * n, (k + 1) * n));
  return deviceCells(
    cells.map(state => ({
      current: volt => model.current(volt, state),
      slope: volt =>
        (model.current(volt + slopeStep, state) - model.current(volt - slopeStep, state)) / (2 * slopeStep),
    })),
  );
}

/** The largest difference of any state, as a part of its range. */
export function largestPart({ states: variables }: CompactModel, a: Float64Array, b: Float64Array): number {
  const n = variables.length;
  return a.reduce((most, value, k) => {
    const { min, max } = variables[k % n]!;
    return Math.max(most, Math.abs(value - b[k]!) / (max - min));
  }, 0);
}
