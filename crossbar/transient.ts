import { reject } from '../edge/error.js';
import { fillGrid, gridValues, type LineEngine } from '../kernels/lines.js';
import { type CrossbarArray, checkArray } from './array.js';
import { solveArray, terminalVoltages } from './line-pcg.js';
import {
  ConvergenceError,
  converge,
  drive,
  lineSystem,
  type SolveOptions,
  type TerminalVoltages,
} from './line-system.js';

/** F. Any may be 0. */
export interface Capacitance {
  /** From each word-line node to ground, the segment's. */
  readonly word: number;
  /** From each bit-line node to ground. */
  readonly bit: number;
  /** Across each cell. */
  readonly cell: number;
}

export interface TransientOptions extends Omit<SolveOptions, 'tolerance'> {
  /** Which part of the largest final output the outputs may still be away, to be settled; default 0.001. */
  readonly accuracy?: number;
  /** Error that a step may make before it is taken off, as a part of the largest final output; default `accuracy` / 5. */
  readonly stepError?: number;
  /** Default 10 000. */
  readonly maxSteps?: number;
}

/** What the outputs of an array do after its terminals are switched from 0 V to their voltages at 0 s. */
export interface Transient {
  /** s, from when on all outputs stay within `accuracy` of their final values. */
  readonly settlingTime: number;
  /** s; the ends of the steps, the last one where the outputs are within a twentieth of `accuracy`. */
  readonly times: readonly number[];
  /** A, of each bit line, at these times. */
  readonly outputs: readonly Float64Array[];
  /** A, at rest. */
  readonly final: Float64Array;
  /** J taken from the terminals until the last of these times. */
  readonly energy: number;
}

/** The diagonal coefficient of the method, for which it is L-stable and of second order. */
const gamma = 1 - Math.SQRT1_2;

/** How far below `accuracy` the outputs are followed, to see that they do not leave it again. */
const followed = 20;

/**
 * The way of an array with capacitances to its state at rest. At every node C dv/dt is what flows in; with line and cell
 * conductances in K and capacitances in M, M dy/dt = b − K y. Integrated by the two-stage L-stable SDIRK method of second
 * order (Alexander, SIAM J. Numer. Anal. 14 (1977) 1006), both stages of which solve (M / (γ dt) + K) y = … on the same
 * factors: line-PCG with shunts at the nodes and larger cells. Every step is made once whole and once in halves; a third
 * of the difference is the error of the halves, which it is taken off from (Richardson) and by which steps are doubled or
 * halved.
 *
 * InputError where the array, its voltages or capacitances are impossible; ConvergenceError where the outputs have not
 * settled after `maxSteps`.
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
  const { accuracy = 1e-3, maxSteps = 10_000, engine } = options;
  if (!(accuracy > 0 && accuracy < 1))
    reject('settling: accuracy', `found ${accuracy}`, 'expected a part between 0 and 1');
  const stepError = options.stepError ?? accuracy / 5;
  const final = solveArray(array, volts, engine ? { engine } : {}).outputs;
  const scale = final.reduce((most, amps) => Math.max(most, Math.abs(amps)), 0);
  const nodes = array.rows * array.cols;
  if (scale === 0 || capacitance.word + capacitance.bit + capacitance.cell === 0)
    return { settlingTime: 0, times: [0], outputs: [final], final, energy: 0 };

  const lines = lineSystem(array, engine);
  try {
    let state: State = { u: new Float64Array(nodes), w: new Float64Array(nodes) };
    let dt = firstStep(array, capacitance);
    const waveform: { times: number[]; outputs: Float64Array[] } = {
      times: [0],
      outputs: [new Float64Array(array.cols)],
    };
    let energy = 0;
    for (let taken = 0; taken < maxSteps; ) {
      const step = (from: State, length: number): Step => advance(lines, array, capacitance, volts, from, length);
      const whole = step(state, dt);
      const half = step(state, dt / 2);
      const other = step(half.state, dt / 2);
      taken += 3;
      const error = apart(whole.outputs, other.outputs) / 3 / scale;
      if (error > stepError) {
        dt /= 2;
        continue;
      }
      const better = (fine: Float64Array, coarse: Float64Array): Float64Array =>
        fine.map((value, k) => value + (value - coarse[k]!) / 3);
      state = { u: better(other.state.u, whole.state.u), w: better(other.state.w, whole.state.w) };
      const outputs = better(other.outputs, whole.outputs);
      const drawn = half.energy + other.energy;
      energy += drawn + (drawn - whole.energy) / 3;
      waveform.times.push(waveform.times.at(-1)! + dt);
      waveform.outputs.push(outputs);
      if (apart(outputs, final) <= (accuracy / followed) * scale)
        return { ...waveform, settlingTime: lastCrossing(waveform, final, accuracy * scale), final, energy };
      // A step twice as long would err eight times as much.
      if (error < stepError / 16) dt *= 2;
    }
    const rest = apart(waveform.outputs.at(-1)!, final) / scale;
    throw new ConvergenceError(rest, accuracy / followed, maxSteps, 'the outputs of the array were still away by');
  } finally {
    lines.release();
  }
}

/** Node voltages (V), rows × cols. */
interface State {
  readonly u: Float64Array;
  readonly w: Float64Array;
}

interface Step {
  readonly state: State;
  /** A, at the end of the step. */
  readonly outputs: Float64Array;
  /** J taken from the terminals. */
  readonly energy: number;
}

/** One step of the method: two stages on the same factors. */
function advance(
  lines: LineEngine,
  array: CrossbarArray,
  capacitance: Capacitance,
  volts: TerminalVoltages,
  from: State,
  dt: number,
): Step {
  const h = gamma * dt;
  const { word, bit, cell } = capacitance;
  lines.setCells(array.conductance.map(siemens => siemens + cell / h));
  lines.factor(word / h, bit / h);
  const nodes = from.u.length;
  const zero = new Float64Array(nodes);
  const first = stage(lines, array, capacitance, volts, from, h, { word: zero, bit: zero, cell: zero });
  const more = (1 - gamma) / gamma;
  const charging = (farads: number, now: Float64Array, before: Float64Array): Float64Array =>
    now.map((volt, k) => (more * farads * (volt - before[k]!)) / h);
  const across = ({ u, w }: State): Float64Array => u.map((volt, k) => volt - w[k]!);
  const second = stage(lines, array, capacitance, volts, from, h, {
    word: charging(word, first.state.u, from.u),
    bit: charging(bit, first.state.w, from.w),
    cell: charging(cell, across(first.state), across(from)),
  });
  return {
    state: second.state,
    outputs: second.outputs,
    energy: dt * ((1 - gamma) * first.power + gamma * second.power),
  };
}

/** Currents (A) of earlier stages into the capacitances at the nodes and across the cells. */
interface Charging {
  readonly word: Float64Array;
  readonly bit: Float64Array;
  readonly cell: Float64Array;
}

/** The voltages y with (M / h + K) y = M y₀ / h + charging + terminals, and what flows through the terminals then. */
function stage(
  lines: LineEngine,
  array: CrossbarArray,
  { word, bit, cell }: Capacitance,
  volts: TerminalVoltages,
  { u: u0, w: w0 }: State,
  h: number,
  charging: Charging,
): { state: State; outputs: Float64Array; power: number } {
  const { rows, cols, conductance } = array;
  const toWord = new Float64Array(u0.length);
  const toBit = new Float64Array(u0.length);
  for (let k = 0; k < u0.length; k++) {
    const through = (cell / h) * (u0[k]! - w0[k]!) + charging.cell[k]!;
    toWord[k] = (word / h) * u0[k]! + charging.word[k]! + through;
    toBit[k] = (bit / h) * w0[k]! + charging.bit[k]! - through;
  }
  const terminals = drive(lines, array, volts);
  add(lines, lines.wordInjection, toWord, array, terminals.word);
  add(lines, lines.bitInjection, toBit, array, terminals.bit);
  lines.start(true, true);
  converge(lines, { tolerance: 1e-9 });
  lines.finish(true, true);
  const u = gridValues(lines.wordVoltage, rows, cols, lines.stride);
  const w = gridValues(lines.bitVoltage, rows, cols, lines.stride);
  // What the terminals supply is what the nodes of a line take: through cells, and into capacitances.
  const outputs = new Float64Array(cols);
  let power = 0;
  for (let k = 0; k < u.length; k++) {
    const j = k % cols;
    const amps = (conductance[k]! + cell / h) * (u[k]! - w[k]!);
    outputs[j]! += amps + toBit[k]! - (bit / h) * w[k]!;
    power += volts.word[(k - j) / cols]! * (amps - toWord[k]! + (word / h) * u[k]!);
  }
  outputs.forEach((amps, j) => {
    power -= volts.bit[j]! * amps;
  });
  return { state: { u, w }, outputs, power };
}

/** Puts currents into a grid, on top of what the terminals drive through the far ends. */
function add(lines: LineEngine, grid: Float64Array, amps: Float64Array, { cols }: CrossbarArray, more: boolean): void {
  if (!more) {
    fillGrid(grid, amps, cols, lines.stride);
    return;
  }
  amps.forEach((value, k) => {
    grid[Math.floor(k / cols) * lines.stride + (k % cols)]! += value;
  });
}

/** Short beside the time constants of the array: a part of its smallest capacitance times its smallest resistance. */
function firstStep(array: CrossbarArray, { word, bit, cell }: Capacitance): number {
  let ohm = Infinity;
  const least = (value: number): void => {
    if (value > 0 && value < ohm) ohm = value;
  };
  for (const family of [array.wordSegments, array.bitSegments, array.driver, array.sense]) family.forEach(least);
  for (const siemens of array.conductance) least(1 / siemens);
  return 0.01 * Math.min(...[word, bit, cell].filter(farads => farads > 0)) * ohm;
}

/** When the outputs were last `most` (A) away from the final ones; between two steps they approach exponentially. */
function lastCrossing(
  { times, outputs }: { times: readonly number[]; outputs: readonly Float64Array[] },
  final: Float64Array,
  most: number,
): number {
  for (let k = times.length - 2; k >= 0; k--) {
    const before = apart(outputs[k]!, final);
    if (before <= most) continue;
    const after = apart(outputs[k + 1]!, final);
    return times[k]! + ((times[k + 1]! - times[k]!) * Math.log(before / most)) / Math.log(before / after);
  }
  return 0;
}

function apart(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0);
}

function checkCapacitance(capacitance: Capacitance): void {
  for (const name of ['word', 'bit', 'cell'] as const) {
    const farads = capacitance[name];
    if (!(farads >= 0 && farads < Infinity))
      reject(`crossbar: capacitance: ${name}`, `found ${farads} F`, 'expected a finite number ≥ 0 F');
  }
}
