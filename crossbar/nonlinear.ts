import { reject } from '../edge/error.js';
import { fillGrid, gridValues, type LineEngine } from '../kernels/lines.js';
import { type CrossbarArray, checkArray } from './array.js';
import { type CellLaw, checkLaw } from './cell-law.js';
import { terminalVoltages } from './line-pcg.js';
import {
  ConvergenceError,
  converge,
  drive,
  type Injected,
  lineSystem,
  type SolveOptions,
  type TerminalVoltages,
} from './line-system.js';
import { type ArraySolution, wireCurrents } from './solution.js';

export interface NonlinearSolution extends ArraySolution {
  /** Linear arrays solved; `iterations` counts those of all of them. */
  readonly newtonSteps: number;
  /**
   * The largest voltage by which a cell misses its law, relative to the largest voltage of the terminals. The currents
   * are those that the wires carry: Kirchhoff's law holds for them however steep the law is.
   */
  readonly residual: number;
}

export interface NonlinearOptions extends Omit<SolveOptions, 'tolerance'> {
  /** The residual to reach; default 1e-10. */
  readonly tolerance?: number;
  /** Default 60. */
  readonly maxNewtonSteps?: number;
}

/**
 * Solves an array whose cells follow `law`; the conductances of `array` are not used.
 *
 * Newton's method, each step a linear array of the slopes dI/dV solved by reduced line-PCG. A state is node voltages
 * u, w together with the cell currents that the wires of either family carry at these, i_w and i_b; Kirchhoff's law holds
 * on the wires in every state, and what is left to reach is i_w = i_b = i(u − w). A step solves, with D = diag(di/dv),
 *
 *   L_w δu + D (δu − δw) = i_w − i(v)        L_b δw + D (δw − δu) = i(v) − i_b
 *
 * with all terminals at 0 V, to a tolerance that shrinks with the residual (Eisenstat, Walker, SIAM J. Sci. Comput. 17
 * (1996) 16). With rising laws the solution is the minimum of a convex function, the network's content (Millar, Phil.
 * Mag. 42 (1951) 1150); a step that runs past the minimum along its direction is shortened.
 *
 * Adding up steps loses digits where some of them were far too long, as a steep law makes them. Near the end each step is
 * therefore solved whole: terminals at their voltages, cells of slope di/dv that carry i(v) − v di/dv besides. Only such
 * a state is a solution.
 *
 * Currents are good to about 10⁻¹⁵ of the largest on their line, beside the residual. Laws so steep that b V is above 30
 * (V being the largest voltage) may not converge, and above 100 most do not: the cells would carry more than wires can.
 *
 * InputError as in `solveArray`, and where the solution has a cell at a voltage its law does not know; ConvergenceError,
 * with the residual reached, after `maxNewtonSteps` or where a step cannot be solved.
 */
export function solveNonlinear(
  array: CrossbarArray,
  law: CellLaw,
  voltages: Float64Array | TerminalVoltages,
  options: NonlinearOptions = {},
): NonlinearSolution {
  const volts = terminalVoltages(array, voltages);
  checkLaw(law, array);
  const start = firstConductances(array, law, volts);
  checkArray({ ...array, conductance: start });
  const { tolerance = 1e-10, maxNewtonSteps = 60 } = options;
  if (!(tolerance > 0 && tolerance < 1))
    reject('nonlinear cells: tolerance', `found ${tolerance}`, 'expected a number between 0 and 1');
  const scale = largest(volts.word, largest(volts.bit, 0));
  const lines = lineSystem({ ...array, conductance: start }, options.engine);
  try {
    let reached = Infinity;
    const linear = (slope: Float64Array, injected: Injected, accuracy: number): Step => {
      lines.factor(0, 0);
      lines.start(injected.word, injected.bit);
      const { iterations } = within(() => converge(lines, { ...options, tolerance: accuracy }), reached, tolerance);
      lines.finish(injected.word, injected.bit);
      return readStep(lines, array, slope, iterations);
    };

    let { iterations, ...first } = linear(start, drive(lines, array, volts), 1e-3);
    let state = stateAt(law, first.u, first.w, first.iw, first.ib);
    let before = Infinity;
    let whole = scale === 0;
    const off = { word: new Float64Array(array.rows), bit: new Float64Array(array.cols) };
    for (let newtonSteps = 1; ; newtonSteps++) {
      const residual = scale === 0 ? 0 : missedVolts(state) / scale;
      reached = residual;
      if (whole && residual <= tolerance && wiresAgree(state)) {
        checkRange(law, state, array.cols);
        return solution(array, volts, state, { iterations, newtonSteps, residual });
      }
      if (newtonSteps === maxNewtonSteps || Number.isNaN(residual))
        throw new ConvergenceError(
          residual,
          tolerance,
          newtonSteps,
          'Newton’s method on the cells reached a residual of',
        );
      const forcing = Math.min(1e-2, 0.5 * (residual / before) ** 2);
      before = residual;
      whole = residual <= wholeBelow;
      if (whole) {
        injectWhole(lines, array, state, volts);
        const { iterations: some, ...step } = linear(state.slope, { word: true, bit: true }, 1e-12);
        iterations += some;
        const besides = state.current.map((amps, k) => amps - state.slope[k]! * (state.u[k]! - state.w[k]!));
        step.iw.forEach((amps, k) => {
          step.iw[k] = amps + besides[k]!;
          step.ib[k] = step.ib[k]! + besides[k]!;
        });
        state = stateAt(law, step.u, step.w, step.iw, step.ib);
        continue;
      }
      drive(lines, array, off);
      inject(lines, array, state);
      const accuracy = Math.max(forcing, (0.1 * tolerance) / residual, 1e-12);
      const step = linear(state.slope, { word: true, bit: true }, accuracy);
      iterations += step.iterations;
      // The wires carry what the linear array injects into them besides its cells.
      step.iw.forEach((amps, k) => {
        step.iw[k] = amps - (state.iw[k]! - state.current[k]!);
      });
      step.ib.forEach((amps, k) => {
        step.ib[k] = amps + (state.current[k]! - state.ib[k]!);
      });
      state = advance(law, state, step);
    }
  } finally {
    lines.release();
  }
}

/** Node voltages (V) and currents (A) of the linear array, or their changes. */
interface Step {
  readonly u: Float64Array;
  readonly w: Float64Array;
  readonly iw: Float64Array;
  readonly ib: Float64Array;
  readonly iterations: number;
}

/** Where Newton's method stands, with the law at its cell voltages. */
interface State extends Omit<Step, 'iterations'> {
  readonly current: Float64Array;
  readonly slope: Float64Array;
}

/**
 * Where the first linear array starts: the conductance of every cell at the voltage it would have without wires, but not
 * so high that its own path through the wires would take most of that voltage.
 */
function firstConductances(array: CrossbarArray, law: CellLaw, { word, bit }: TerminalVoltages): Float64Array {
  const { rows, cols } = array;
  const n = rows * cols;
  const volts = new Float64Array(n);
  for (let k = 0; k < n; k++) volts[k] = word[Math.floor(k / cols)]! - bit[k % cols]!;
  const current = new Float64Array(n);
  const slope = new Float64Array(n);
  law.evaluate(volts, current, slope);
  const chord = current.map((amps, k) => amps / volts[k]!);
  law.evaluate(new Float64Array(n), current, slope);
  const toWord = running(array.wordSegments);
  const toBit = running(array.bitSegments.toReversed()).toReversed();
  return chord.map((siemens, k) => {
    const low = slope[k]!;
    if (!(siemens > low)) return siemens > 0 ? siemens : low;
    const i = Math.floor(k / cols);
    const j = k % cols;
    return Math.max(low, Math.min(siemens, 1 / (toWord[j]! + array.driver[i]! + toBit[i]! + array.sense[j]!), 1e300));
  });
}

function readStep(lines: LineEngine, { rows, cols }: CrossbarArray, slope: Float64Array, iterations: number): Step {
  const values = (grid: Float64Array): Float64Array => gridValues(grid, rows, cols, lines.stride);
  const u = values(lines.wordVoltage);
  const w = values(lines.bitVoltage);
  const prior = values(lines.priorBitVoltage);
  return {
    u,
    w,
    iw: slope.map((siemens, k) => siemens * (u[k]! - prior[k]!)),
    ib: slope.map((siemens, k) => siemens * (u[k]! - w[k]!)),
    iterations,
  };
}

function stateAt(law: CellLaw, u: Float64Array, w: Float64Array, iw: Float64Array, ib: Float64Array): State {
  const current = new Float64Array(u.length);
  const slope = new Float64Array(u.length);
  law.evaluate(
    u.map((volt, k) => volt - w[k]!),
    current,
    slope,
  );
  return { u, w, iw, ib, current, slope };
}

function inject(lines: LineEngine, { cols }: CrossbarArray, { current, slope, iw, ib }: State): void {
  lines.setCells(slope);
  fillGrid(lines.wordInjection, difference(iw, current), cols, lines.stride);
  fillGrid(lines.bitInjection, difference(current, ib), cols, lines.stride);
}

/** Below this residual a step is taken at its full length, so that it may as well be solved whole. */
const wholeBelow = 1e-3;

/** Sets up the linear array that touches all laws at `state`: the terminals, and what cells carry at 0 V of the tangent. */
function injectWhole(lines: LineEngine, array: CrossbarArray, state: State, volts: TerminalVoltages): void {
  const { rows, cols } = array;
  const { u, w, current, slope } = state;
  lines.setCells(slope);
  lines.wordInjection.fill(0);
  lines.bitInjection.fill(0);
  drive(lines, array, volts);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const [k, at] = [i * cols + j, i * lines.stride + j];
      const amps = current[k]! - slope[k]! * (u[k]! - w[k]!);
      lines.wordInjection[at] = lines.wordInjection[at]! - amps;
      lines.bitInjection[at] = lines.bitInjection[at]! + amps;
    }
}

/** Whether both families of wires carry the same currents: where a law has thrown them far apart, digits are gone. */
function wiresAgree({ iw, ib }: State): boolean {
  let [apart, most] = [0, 0];
  for (let k = 0; k < iw.length; k++) {
    apart = Math.max(apart, Math.abs(iw[k]! - ib[k]!));
    most = Math.max(most, Math.abs(ib[k]!));
  }
  return apart <= 1e-9 * most;
}

/** A linear array that cannot be solved ends Newton's method at the residual it has reached. */
function within<T>(solve: () => T, residual: number, tolerance: number): T {
  try {
    return solve();
  } catch (cause) {
    if (!(cause instanceof ConvergenceError)) throw cause;
    throw new ConvergenceError(
      residual,
      tolerance,
      cause.iterations,
      'Newton’s method on the cells stopped at a residual of',
    );
  }
}

/** The state a step leads to, at most at its full length; shorter where it would run past the least content. */
function advance(law: CellLaw, from: State, step: Step): State {
  const at = (length: number): State => {
    const along = (start: Float64Array, change: Float64Array): Float64Array =>
      start.map((value, k) => value + length * change[k]!);
    return stateAt(law, along(from.u, step.u), along(from.w, step.w), along(from.iw, step.iw), along(from.ib, step.ib));
  };
  // The slope of the content along the step: it rises with the length, from below zero.
  const rise = ({ current, iw, ib }: State): number => {
    let watts = 0;
    for (let k = 0; k < current.length; k++)
      watts += (current[k]! - iw[k]!) * step.u[k]! + (ib[k]! - current[k]!) * step.w[k]!;
    return watts;
  };
  const before = rise(from);
  let length = 1;
  let state = at(length);
  for (let trial = 0; trial < 40; trial++) {
    const watts = rise(state);
    if (watts <= -0.5 * before) break;
    // Where the chord of the slope crosses zero; a law that overflows says only that it was too far.
    length *= Math.max(0.1, before / (before - watts) || 0);
    state = at(length);
  }
  return state;
}

/** The largest voltage by which the current of a cell in the wires misses its law. */
function missedVolts({ current, slope, iw, ib }: State): number {
  let most = 0;
  for (let k = 0; k < current.length; k++) {
    const amps = Math.max(Math.abs(current[k]! - iw[k]!), Math.abs(current[k]! - ib[k]!));
    if (!(amps <= most * slope[k]!)) most = amps / slope[k]!;
  }
  return most;
}

/** Newton's method may pass through voltages beyond the range; the end of it may not be there. */
function checkRange({ range = Infinity }: CellLaw, { u, w }: State, cols: number): void {
  const k = u.findIndex((volt, cell) => Math.abs(volt - w[cell]!) > range);
  if (k >= 0)
    reject(
      `cell [${Math.floor(k / cols)}][${k % cols}]`,
      `found ${u[k]! - w[k]!} V across it`,
      `expected at most ${range} V either way, where its law is known`,
    );
}

function solution(
  array: CrossbarArray,
  volts: TerminalVoltages,
  { u, w, ib }: State,
  counts: Pick<NonlinearSolution, 'iterations' | 'newtonSteps' | 'residual'>,
): NonlinearSolution {
  return {
    ...wireCurrents(array, volts, ib),
    wordVoltage: u,
    bitVoltage: w,
    cellCurrent: ib,
    ...counts,
  };
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, k) => value - b[k]!);
}

function largest(values: Float64Array, least: number): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), least);
}

/** Sums of the first values. */
function running(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map(value => {
    sum += value;
    return sum;
  });
}
