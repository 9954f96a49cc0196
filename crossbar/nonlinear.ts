import { reject } from '../edge/error.js';
import type { LineEngine } from '../kernels/lines.js';
import { type CrossbarArray, checkCells, checkWires } from './array.js';
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
  return nonlinearSolver(array, law, options)(voltages);
}

/**
 * `solveNonlinear` of one array at many voltages, with the same bits: memory, and what does not depend on the voltages, are
 * set up once. Every solution starts anew and has arrays of its own.
 */
export function nonlinearSolver(
  array: CrossbarArray,
  law: CellLaw,
  options: NonlinearOptions = {},
): (voltages: Float64Array | TerminalVoltages) => NonlinearSolution {
  checkWires(array);
  checkLaw(law, array);
  const { tolerance = 1e-10, maxNewtonSteps = 60 } = options;
  if (!(tolerance > 0 && tolerance < 1))
    reject('nonlinear cells: tolerance', `found ${tolerance}`, 'expected a number between 0 and 1');
  const { rows, cols } = array;
  const n = rows * cols;
  const volts = new Float64Array(n);
  const step = newStep(n);
  const start = startConductances(array, law);
  const off = { word: new Float64Array(rows), bit: new Float64Array(cols) };
  let [state, next] = [newState(n), newState(n)];

  /** Takes what stands in `next` as the state. */
  const arrive = (): void => {
    [state, next] = [next, state];
  };

  return voltages => {
    const terminals = terminalVoltages(array, voltages);
    const first = start(terminals);
    checkCells({ cols, conductance: first }, 'crossbar');
    const scale = largest(terminals.word, largest(terminals.bit, 0));
    const lines = lineSystem({ ...array, conductance: first }, options.engine);
    try {
      let reached = Infinity;
      let iterations = 0;
      const linear = (slope: Float64Array, injected: Injected, accuracy: number, into: Step): void => {
        lines.factor(0, 0);
        lines.start(injected.word, injected.bit);
        const solve = () => converge(lines, { ...options, tolerance: accuracy });
        iterations += within(solve, reached, tolerance).iterations;
        lines.finish(injected.word, injected.bit);
        readStep(lines, array, slope, into);
      };

      linear(first, drive(lines, array, terminals), 1e-3, next);
      evaluateAt(law, next, volts);
      arrive();
      let before = Infinity;
      let whole = scale === 0;
      for (let newtonSteps = 1; ; newtonSteps++) {
        const residual = scale === 0 ? 0 : missedVolts(state) / scale;
        reached = residual;
        if (whole && residual <= tolerance && wiresAgree(state)) {
          checkRange(law, state, cols);
          return solution(array, terminals, state, { iterations, newtonSteps, residual });
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
          injectWhole(lines, array, state, terminals);
          linear(state.slope, { word: true, bit: true }, 1e-12, next);
          addTangents(next, state);
          evaluateAt(law, next, volts);
        } else {
          drive(lines, array, off);
          inject(lines, array, state);
          const accuracy = Math.max(forcing, (0.1 * tolerance) / residual, 1e-12);
          linear(state.slope, { word: true, bit: true }, accuracy, step);
          // The wires carry what the linear array injects into them besides its cells.
          for (let k = 0; k < n; k++) {
            step.iw[k] = step.iw[k]! - (state.iw[k]! - state.current[k]!);
            step.ib[k] = step.ib[k]! + (state.current[k]! - state.ib[k]!);
          }
          advance(law, state, step, next, volts);
        }
        arrive();
      }
    } finally {
      lines.release();
    }
  };
}

/** Node voltages (V) and currents (A) of the linear array, or their changes. */
interface Step {
  readonly u: Float64Array;
  readonly w: Float64Array;
  readonly iw: Float64Array;
  readonly ib: Float64Array;
}

/** Where Newton's method stands, with the law at its cell voltages. */
interface State extends Step {
  readonly current: Float64Array;
  readonly slope: Float64Array;
}

function newStep(n: number): Step {
  return { u: new Float64Array(n), w: new Float64Array(n), iw: new Float64Array(n), ib: new Float64Array(n) };
}

function newState(n: number): State {
  return { ...newStep(n), current: new Float64Array(n), slope: new Float64Array(n) };
}

/** Fills in the law at the state's cell voltages, for which `volts` has room. */
function evaluateAt(law: CellLaw, { u, w, current, slope }: State, volts: Float64Array): void {
  for (let k = 0; k < volts.length; k++) volts[k] = u[k]! - w[k]!;
  law.evaluate(volts, current, slope);
}

/**
 * Where the first linear array starts: the conductance of every cell at the voltage it would have without wires, but not
 * so high that its own path through the wires would take most of that voltage.
 */
function startConductances(array: CrossbarArray, law: CellLaw): (volts: TerminalVoltages) => Float64Array {
  const { rows, cols } = array;
  const n = rows * cols;
  const [volts, current, slope] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const low = new Float64Array(n);
  law.evaluate(volts, current, low);
  const toWord = running(array.wordSegments);
  const toBit = running(array.bitSegments.toReversed()).toReversed();
  const most = new Float64Array(n);
  for (let i = 0, k = 0; i < rows; i++)
    for (let j = 0; j < cols; j++, k++) most[k] = 1 / (toWord[j]! + array.driver[i]! + toBit[i]! + array.sense[j]!);
  return ({ word, bit }) => {
    for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < cols; j++, k++) volts[k] = word[i]! - bit[j]!;
    law.evaluate(volts, current, slope);
    const start = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const chord = current[k]! / volts[k]!;
      if (chord > low[k]!) start[k] = Math.max(low[k]!, Math.min(chord, most[k]!, 1e300));
      else start[k] = chord > 0 ? chord : low[k]!;
    }
    return start;
  };
}

function readStep(lines: LineEngine, { rows, cols }: CrossbarArray, slope: Float64Array, into: Step): void {
  const { wordVoltage, bitVoltage, priorBitVoltage, stride } = lines;
  for (let i = 0, k = 0; i < rows; i++)
    for (let at = i * stride, end = at + cols; at < end; at++, k++) {
      const u = wordVoltage[at]!;
      const w = bitVoltage[at]!;
      into.u[k] = u;
      into.w[k] = w;
      into.iw[k] = slope[k]! * (u - priorBitVoltage[at]!);
      into.ib[k] = slope[k]! * (u - w);
    }
}

function inject(lines: LineEngine, { rows, cols }: CrossbarArray, { current, slope, iw, ib }: State): void {
  lines.setCells(slope);
  const { wordInjection, bitInjection, stride } = lines;
  for (let i = 0, k = 0; i < rows; i++) {
    const first = i * stride;
    for (let at = first; at < first + cols; at++, k++) {
      wordInjection[at] = iw[k]! - current[k]!;
      bitInjection[at] = current[k]! - ib[k]!;
    }
    wordInjection.fill(0, first + cols, first + stride);
    bitInjection.fill(0, first + cols, first + stride);
  }
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

/** Adds what the cells of the tangents at `state` carry at 0 V: i(v) − v di/dv. */
function addTangents({ iw, ib }: Step, { u, w, current, slope }: State): void {
  for (let k = 0; k < iw.length; k++) {
    const besides = current[k]! - slope[k]! * (u[k]! - w[k]!);
    iw[k] = iw[k]! + besides;
    ib[k] = ib[k]! + besides;
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

/**
 * Puts into `next` the state a step leads to, at most at its full length; shorter where it would run past the least
 * content, with the law there; `volts` has room for its voltages.
 */
function advance(law: CellLaw, from: State, step: Step, next: State, volts: Float64Array): void {
  const go = (length: number): void => {
    for (let k = 0; k < volts.length; k++) {
      next.u[k] = from.u[k]! + length * step.u[k]!;
      next.w[k] = from.w[k]! + length * step.w[k]!;
      next.iw[k] = from.iw[k]! + length * step.iw[k]!;
      next.ib[k] = from.ib[k]! + length * step.ib[k]!;
    }
    evaluateAt(law, next, volts);
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
  go(length);
  for (let trial = 0; trial < 40; trial++) {
    const watts = rise(next);
    if (watts <= -0.5 * before) break;
    // Where the chord of the slope crosses zero; a law that overflows says only that it was too far.
    length *= Math.max(0.1, before / (before - watts) || 0);
    go(length);
  }
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
    wordVoltage: u.slice(),
    bitVoltage: w.slice(),
    cellCurrent: ib.slice(),
    ...counts,
  };
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
