import { normalsAt, type RandomStream, randomStream } from '../numeric/random.js';
import { type ConductanceWindow, type Device, fault } from './device.js';

/** The programmed devices of one array, cell by cell; what was drawn when they were written is kept for life. */
export interface Cells {
  /** S each cell was to have. */
  readonly target: Float64Array;
  /** S each cell had just after programming. */
  readonly programmed: Float64Array;
  /** Drift exponent ν of each cell. */
  readonly driftExponent: Float64Array;
  /** Q of each cell's 1/f read noise. */
  readonly readNoise: Float64Array;
  /** `fault.none`, `fault.stuckLow` or `fault.stuckHigh`. */
  readonly faults: Uint8Array;
}

/** What keeps a cell from reaching its target apart from the device's own statistics. */
export interface Imperfections {
  /** Evenly spaced conductances over the window that can be written; 0 is any value. */
  readonly levels: number;
  /** Share of cells stuck at the window's minimum, and at its maximum. */
  readonly stuckLow: number;
  readonly stuckHigh: number;
}

/**
 * Writes `target` (S) into devices.
 *
 * `address[k]` names cell k in its whole matrix; with the seed, the matrix name and the purpose it fixes every draw, so
 * that the same device comes out whatever the tiling or the order of programming. `generation` counts how often the
 * matrix has been written: writing it anew makes new errors.
 */
export function programCells(
  device: Device,
  imperfections: Imperfections,
  target: Float64Array,
  address: Float64Array,
  draws: { seed: number; matrix: string; generation: number },
): Cells {
  const stream = (purpose: string): RandomStream => randomStream(draws.seed, purpose, draws.matrix, draws.generation);
  const errors = normalsAt(stream('programming'), address);
  const drift = normalsAt(stream('drift'), address);
  // A stuck cell is stuck for good: rewriting the matrix does not move it.
  const stuck = randomStream(draws.seed, 'stuck', draws.matrix);
  const mayStick = imperfections.stuckLow + imperfections.stuckHigh > 0;
  const count = target.length;
  const cells = {
    target,
    programmed: new Float64Array(count),
    driftExponent: new Float64Array(count),
    readNoise: new Float64Array(count),
    faults: new Uint8Array(count),
  };
  for (let k = 0; k < count; k++) {
    const level = nearestLevel(target[k]!, device.window, imperfections.levels);
    cells.faults[k] = mayStick ? faultOf(stuck.uniform(address[k]!), imperfections) : fault.none;
    const programmed =
      cells.faults[k] === fault.stuckLow
        ? device.window.min
        : cells.faults[k] === fault.stuckHigh
          ? device.window.max
          : device.program(level, errors[k]!);
    cells.programmed[k] = programmed;
    cells.driftExponent[k] = cells.faults[k] === fault.none ? device.driftExponent(level, drift[k]!) : 0;
    cells.readNoise[k] = device.readNoise(programmed);
  }
  return cells;
}

/** The conductances (S) of the same devices, `seconds` after programming, without read noise. */
export function conductancesAt(device: Device, cells: Cells, seconds: number): Float64Array {
  return cells.programmed.map((programmed, k) => device.conductance(programmed, cells.driftExponent[k]!, seconds));
}

/** The level nearest to `target`, of `levels` evenly spaced ones over the window; `target` itself for 0 levels. */
export function nearestLevel(target: number, window: ConductanceWindow, levels: number): number {
  if (levels < 2) return target;
  const step = (window.max - window.min) / (levels - 1);
  return window.min + step * Math.round((target - window.min) / step);
}

function faultOf(uniform: number, { stuckLow, stuckHigh }: Imperfections): number {
  if (uniform < stuckLow) return fault.stuckLow;
  return uniform < stuckLow + stuckHigh ? fault.stuckHigh : fault.none;
}
