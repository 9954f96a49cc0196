import { reject } from '../edge/error.js';
import { type CrossbarArray, checkArray } from './array.js';
import {
  atRest,
  type Capacitance,
  type Circuit,
  charges,
  checkCapacitance,
  dot,
  doubled,
  energyOf,
  implicit,
  type Sample,
  type State,
  supplied,
} from './charged-array.js';
import { solveArray, terminalVoltages } from './line-pcg.js';
import { ConvergenceError, drive, lineSystem, type SolveOptions, type TerminalVoltages } from './line-system.js';
import type { ArraySolution } from './solution.js';

export interface TransientOptions extends Omit<SolveOptions, 'tolerance'> {
  /** Which part of the largest final output the outputs may still be away, to be settled; default 0.001. */
  readonly accuracy?: number;
  /**
   * Error that a step may make before it is taken off, as a part of the largest final output or, while that is more, of
   * the largest deviation from it; default `accuracy` / 40.
   */
  readonly stepError?: number;
  /** Default 10 000. */
  readonly maxSteps?: number;
}

/** What the outputs of an array do after its terminals are switched from 0 V to their voltages at 0 s. */
export interface Transient {
  /** s, from when on all outputs stay within `accuracy` of their final values. */
  readonly settlingTime: number;
  /** s; 0 and the ends of the steps, the last one when they come within a twentieth of `accuracy` for good. */
  readonly times: readonly number[];
  /** A, of each bit line, at these times. */
  readonly outputs: readonly Float64Array[];
  /** A, at rest. */
  readonly final: Float64Array;
  /** J taken from the terminals until the last of these times, what charges nodes at once at 0 s included. */
  readonly energy: number;
}

/** How far below `accuracy` all that is still to come must be at the end. */
const followed = 20;

/** Error that a step may make in the state, in the norm of its energy and as a part of it, before it is taken off. */
const stateError = 0.003;

/** Outputs smaller than this part of the currents through the cells of a bit line are 0 but for rounding. */
const cancelled = 1e-10;

/** ohm; what charges faster than the capacitance of the whole array through so little does so at once. */
const instantOhm = 1e-20;

/**
 * The way of an array with capacitances to its state at rest. At every node C dv/dt is what flows in; with line and cell
 * conductances in K and capacitances in M, the deviation δ (V) from the state at rest follows M dδ/dt = −K δ. Integrated
 * by the two-stage L-stable SDIRK method of second order (Alexander, SIAM J. Numer. Anal. 14 (1977) 1006), both stages of
 * which solve (M / (γ dt) + K) δ = … on the same factors: line-PCG with shunts at the nodes and larger cells. Every step is
 * made once whole and once in halves; a third of the difference is the error of the halves, which it is taken off from
 * (Richardson) and by which the steps are chosen.
 *
 * Where 0 ohm joins nodes to a terminal, they jump to its voltage at 0 s, and others with them through the capacitances of
 * cells; this takes no time but C V² of energy. What charges within a thousandth of the settling time is taken to do so at
 * once, and so is what takes less than 1e-13 of the mean time constant of the array.
 *
 * An output may pass its final value and leave it again. So δ is followed until nothing can: its energy E = ½ δᵀ M δ (J)
 * at a time s earlier bounds both what the array still turns into heat, δᵀ K δ ≤ E / (e s), and what still charges it,
 * δ′ᵀ M δ′ ≤ 2 E / (e s)², now and ever after, for δ is a sum of modes that decay exponentially. Kirchhoff's current law
 * of a whole bit line, with the sum G of its cells (S) and C of its capacitances (F), and the inequality of Cauchy give
 *
 *   |δI| ≤ √(G δᵀ K δ) + √(C δ′ᵀ M δ′)
 *
 * whatever its resistances are. The settling time is then that of the last time that an output was too far away, found on
 * finer steps within the one where that was. It is right to 0.2 %: of 2880
 * settlings of random arrays of 3 × 2 cells, at accuracies of 0.001 to 0.5, two were further off, by up to 0.35 %.
 *
 * Where all final outputs are 0, as those of floating bit lines, the array has settled when the voltages of all its nodes
 * stay within `accuracy` times the largest terminal voltage of their final ones. Their bound is |δ| ≤ √(R δᵀ K δ), with R
 * (ohm) the largest voltage that 1 A into every node leads to.
 *
 * InputError where the array, its voltages, capacitances or options are impossible; ConvergenceError where the outputs may
 * not have settled after `maxSteps` or a step not after `maxIterations`.
 */
export function settle(
  array: CrossbarArray,
  capacitance: Capacitance,
  voltages: Float64Array | TerminalVoltages,
  options: TransientOptions = {},
): Transient {
  checkArray(array);
  const volts = terminalVoltages(array, voltages);
  checkCapacitance(capacitance);
  checkOptions(options);
  const { accuracy = 1e-3, maxSteps = 10_000, engine, maxIterations } = options;
  const limits = { accuracy, stepError: options.stepError ?? accuracy / 40, maxSteps };
  const iterating = maxIterations === undefined ? {} : { maxIterations };
  const rest = solveArray(array, volts, { ...iterating, ...(engine && { engine }) });
  const final = rest.outputs;
  const atOnce = { settlingTime: 0, times: [0], outputs: [final], final };
  const highest = Math.max(largest(volts.word), largest(volts.bit));
  if (highest === 0 || capacitance.word + capacitance.bit + capacitance.cell === 0) return { ...atOnce, energy: 0 };

  const lines = lineSystem(array, engine);
  try {
    drive(lines, array, { word: new Float64Array(array.rows), bit: new Float64Array(array.cols) });
    const circuit: Circuit = { lines, array, capacitance, iterating };
    const start: State = { u: rest.wordVoltage.map(volt => -volt), w: rest.bitVoltage.map(volt => -volt) };
    const held = charges(start, capacitance);
    const moment = atRest(circuit, held);
    // The integral of δ is K⁻¹ M δ₀, that of its energy a quarter of δ₀ᵀ M K⁻¹ M δ₀.
    const meanTime = dot(held, moment) / (2 * energyOf(start, capacitance));
    const shortest = instantOhm * array.rows * array.cols * (capacitance.word + capacitance.bit + capacitance.cell);
    if (!(meanTime > shortest)) return { ...atOnce, energy: supplied(circuit, volts, held, moment) };
    const watch: Watch = noOutput(array, rest) ? watchNodes(circuit, highest) : watchOutputs(circuit, largest(final));
    let jump = Math.max(1e-5 * meanTime, shortest);
    for (;;) {
      const { settlingTime, times, deviations, end } = follow(circuit, watch, start, jump, limits);
      if (settlingTime < 1000 * jump && jump > 1e-13 * meanTime && jump > shortest) {
        jump = Math.max(1e-4 * jump, shortest);
        continue;
      }
      const gone = { word: held.word.slice(), bit: held.bit.slice() };
      const left = charges(end, capacitance);
      gone.word.forEach((_, k) => {
        gone.word[k]! -= left.word[k]!;
        gone.bit[k]! -= left.bit[k]!;
      });
      const outputs = deviations.map((away, k) => (k === 0 ? away : away.map((amps, j) => final[j]! + amps)));
      const energy = rest.power * times.at(-1)! + supplied(circuit, volts, gone, atRest(circuit, gone));
      return { settlingTime, times, outputs, final, energy };
    }
  } finally {
    lines.release();
  }
}

/** What is to settle: the outputs (A) or the node voltages (V). */
interface Watch {
  readonly of: (sample: Sample) => Float64Array;
  /** What its accuracy is a part of. */
  readonly full: number;
  /** How large any of it may be or ever become, `seconds` after the state had `joules`. */
  readonly bound: (joules: number, seconds: number) => number;
}

function watchOutputs({ array, capacitance }: Circuit, full: number): Watch {
  const { rows, cols, conductance } = array;
  const sums = new Float64Array(cols);
  conductance.forEach((siemens, k) => {
    sums[k % cols]! += siemens;
  });
  const siemens = largest(sums);
  const farads = rows * (capacitance.bit + capacitance.cell);
  return {
    of: sample => sample.outputs,
    full,
    bound: (joules, seconds) =>
      Math.sqrt((siemens * joules) / (Math.E * seconds)) + Math.sqrt(2 * farads * joules) / (Math.E * seconds),
  };
}

function watchNodes(circuit: Circuit, full: number): Watch {
  const ones = new Float64Array(circuit.array.conductance.length).fill(1);
  // K⁻¹ has no entry < 0, so that its row sums are at least its diagonal.
  const { u, w } = atRest(circuit, { word: ones, bit: ones });
  const ohm = Math.max(largest(u), largest(w));
  return {
    of: ({ state }) => {
      const all = new Float64Array(2 * ones.length);
      all.set(state.u);
      all.set(state.w, ones.length);
      return all;
    },
    full,
    bound: (joules, seconds) => Math.sqrt((ohm * joules) / (Math.E * seconds)),
  };
}

/** Whether the outputs at rest are all 0 but for rounding. */
function noOutput({ cols }: CrossbarArray, { outputs, cellCurrent }: Pick<ArraySolution, 'outputs' | 'cellCurrent'>) {
  const through = new Float64Array(cols);
  cellCurrent.forEach((amps, k) => {
    through[k % cols]! += Math.abs(amps);
  });
  return largest(outputs) <= cancelled * largest(through);
}

interface Limits {
  readonly accuracy: number;
  readonly stepError: number;
  readonly maxSteps: number;
}

interface Way {
  readonly settlingTime: number;
  readonly times: readonly number[];
  /** A, of the outputs from those at rest; at first the outputs themselves, 0. */
  readonly deviations: readonly Float64Array[];
  /** At the last of the times. */
  readonly end: State;
}

/** A step from a sample at a time (s). */
interface Span {
  readonly from: Sample;
  readonly time: number;
  readonly dt: number;
}

/** From `start` at 0 s on; what is faster than `jump` (s) happens at once. */
function follow(
  circuit: Circuit,
  watch: Watch,
  start: State,
  jump: number,
  { accuracy, stepError, maxSteps }: Limits,
): Way {
  const band = accuracy * watch.full;
  const inner = band / followed;
  const energies: { readonly time: number; readonly joules: number }[] = [];
  const times = [0];
  const deviations: Float64Array[] = [new Float64Array(circuit.array.cols)];
  const jumped = implicit(circuit, start, jump);
  let now = jumped;
  let time = jump;
  let dt = jump;
  let outside: Span | undefined;
  let near: Span | undefined;
  for (let taken = 1; ; ) {
    const joules = energyOf(now.state, circuit.capacitance);
    if (times.at(-1)! < time) {
      times.push(time);
      deviations.push(now.outputs);
      energies.push({ time, joules });
    }
    let most = joules === 0 ? 0 : Infinity;
    for (const before of energies)
      if (before.time < time) most = Math.min(most, watch.bound(before.joules, time - before.time));
    if (most <= inner) break;
    if (taken >= maxSteps)
      throw new ConvergenceError(
        (most < Infinity ? most : largest(watch.of(now))) / watch.full,
        accuracy / followed,
        maxSteps,
        'the outputs of the array were still away by',
      );
    const { half, end, error } = doubled(circuit, now, dt);
    taken += 3;
    const ends = watch.of(end);
    const allowed = stepError * Math.max(watch.full, largest(ends));
    const part = Math.max(
      largest(watch.of(error)) / allowed,
      Math.sqrt(energyOf(error.state, circuit.capacitance) / joules) / stateError,
    );
    // The error of a step grows with its third power. Below the jump there is nothing to be resolved.
    const pace = Math.min(Math.max(0.8 / Math.cbrt(part), 0.3), 3);
    if (part > 1 && dt > jump) {
      dt = Math.max(dt * pace, jump);
      continue;
    }
    const span = { from: now, time, dt };
    const leaves = (level: number): boolean =>
      largest(watch.of(now)) > level ||
      (largest(ends) <= level &&
        highest(watch.of(now), watch.of(half), ends) > level &&
        lastOutside(finely(circuit, watch, span), level) !== undefined);
    if (leaves(band)) outside = span;
    if (leaves(inner)) near = span;
    time += dt;
    now = end;
    dt = Math.max(dt * pace, jump);
  }
  const settlingTime = outside ? lastTime(circuit, watch, outside, band) : 0;
  if (!near) return { settlingTime, times: times.slice(0, 2), deviations: deviations.slice(0, 2), end: jumped.state };
  const last = lastTime(circuit, watch, near, inner);
  const { end } = doubled(circuit, near.from, last - near.time);
  const count = times.findIndex(passed => passed >= last);
  return {
    settlingTime,
    times: [...times.slice(0, count), last],
    deviations: [...deviations.slice(0, count), end.outputs],
    end: end.state,
  };
}

/** When what is watched was last further than `level` away, of a step in which it was. */
function lastTime(circuit: Circuit, watch: Watch, span: Span, level: number): number {
  return span.time + span.dt * (lastOutside(finely(circuit, watch, span), level) ?? 0);
}

/** What is watched, in the course of a step made in four: nine times at equal distances. */
function finely(circuit: Circuit, watch: Watch, { from, dt }: Span): Float64Array[] {
  const samples = [watch.of(from)];
  for (let quarter = 0, at = from; quarter < 4; quarter++) {
    const { half, end } = doubled(circuit, at, dt / 4);
    samples.push(watch.of(half), watch.of(end));
    at = end;
  }
  return samples;
}

/** The last place from 0 to 1 where any value is further than `level` from 0, on cubics through samples; or nowhere. */
function lastOutside(samples: readonly Float64Array[], level: number): number | undefined {
  const intervals = samples.length - 1;
  const isOutside = (place: number): boolean => {
    const base = Math.min(Math.max(Math.floor(place) - 1, 0), intervals - 3);
    const x = place - base;
    const [a, b, c, d] = samples.slice(base, base + 4) as [Float64Array, Float64Array, Float64Array, Float64Array];
    const weights = [
      ((x - 1) * (x - 2) * (3 - x)) / 6,
      (x * (x - 2) * (x - 3)) / 2,
      (x * (x - 1) * (3 - x)) / 2,
      (x * (x - 1) * (x - 2)) / 6,
    ] as const;
    return a.some(
      (value, k) => Math.abs(weights[0] * value + weights[1] * b[k]! + weights[2] * c[k]! + weights[3] * d[k]!) > level,
    );
  };
  const finer = 8;
  for (let k = finer * intervals; k >= 0; k--) {
    if (!isOutside(k / finer)) continue;
    if (k === finer * intervals) return 1;
    let [out, within] = [k / finer, (k + 1) / finer];
    for (let halving = 0; halving < 30; halving++) {
      const middle = (out + within) / 2;
      if (isOutside(middle)) out = middle;
      else within = middle;
    }
    return within / intervals;
  }
  return undefined;
}

/** The largest absolute value of the parabolas through three samples at equal distances, between them. */
function highest(first: Float64Array, middle: Float64Array, last: Float64Array): number {
  return first.reduce((most, a, k) => {
    const b = middle[k]!;
    const c = last[k]!;
    const bend = 2 * (a + c - 2 * b);
    const slope = 4 * b - 3 * a - c;
    const top = -slope / (2 * bend);
    const there = top > 0 && top < 1 ? a + (slope * top) / 2 : b;
    return Math.max(most, Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(there));
  }, 0);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

function checkOptions({ accuracy, stepError, maxSteps, maxIterations, engine }: TransientOptions): void {
  for (const [name, part] of Object.entries({ accuracy, stepError }))
    if (part !== undefined && !(part > 0 && part < 1))
      reject(`settling: ${name}`, `found ${part}`, 'expected a part between 0 and 1');
  for (const [name, count] of Object.entries({ maxSteps, maxIterations }))
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1))
      reject(`settling: ${name}`, `found ${count}`, 'expected a whole number ≥ 1');
  if (engine !== undefined && engine !== 'wasm' && engine !== 'plain')
    reject('settling: engine', `found ${engine}`, "expected 'wasm' or 'plain'");
}
