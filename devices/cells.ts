import { reject } from '../edge/error.js';
import { inBlocks } from '../kernels/blocks.js';
import { normalsAt, randomStream } from '../numeric/random.js';
import { type ConductanceWindow, type Device, fault, holdsAt } from './device.js';
import type { MatrixDraws } from './pulses/pulse-response.js';

/** The programmed devices of one array, cell by cell; what was drawn when they were written is kept for life. */
export interface Cells {
  /** S each cell was to have. */
  readonly target: Float64Array;
  /** S each cell had just after programming. */
  readonly programmed: Float64Array;
  /** What each cell keeps for life, such as its drift exponent (`Retention`). */
  readonly traits: Float64Array;
  /** Q of each cell's 1/f read noise, and the relative deviation of its white one. */
  readonly flicker: Float64Array;
  readonly white: Float64Array;
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
 * matrix has been written: writing it anew makes new errors. InputError names a cell whose target is outside the
 * device's window by more than rounding.
 */
export function programCells(
  device: Device,
  imperfections: Imperfections,
  target: Float64Array,
  address: Float64Array,
  draws: MatrixDraws,
): Cells {
  const levels = writtenLevels(device, imperfections, target, address, draws.matrix);
  const stream = randomStream(draws.seed, 'programming', draws.matrix, draws.generation);
  const programmed = new Float64Array(target.length);
  inBlocks(target.length, (part, [z, room]) => {
    part(programmed).set(device.programming.program(part(levels), normalsAt(stream, part(address), z), room));
  });
  const faults = faultsAt(imperfections, address, draws);
  if (anyFault(faults))
    for (let k = 0; k < faults.length; k++)
      if (faults[k] !== fault.none) programmed[k] = stuckAt(faults[k]!, device.window);
  return cellsWritten(device, { target, levels, programmed, faults }, address, draws);
}

/** S that cells are written to: the level nearest to each target. InputError as in `programCells`. */
export function writtenLevels(
  { window }: Device,
  { levels }: Imperfections,
  target: Float64Array,
  address: Float64Array,
  matrix: string,
): Float64Array {
  checkTargets(target, window, cell => `${matrix}: cell ${address[cell]}`);
  return levels < 2 ? target : target.map(g => nearestLevel(g, window, levels));
}

/** The faults of the cells at these addresses. A stuck cell is stuck for good: rewriting the matrix does not move it. */
export function faultsAt(
  imperfections: Imperfections,
  address: Float64Array,
  { seed, matrix }: MatrixDraws,
): Uint8Array {
  const faults = new Uint8Array(address.length);
  if (imperfections.stuckLow + imperfections.stuckHigh > 0) {
    const stuck = randomStream(seed, 'stuck', matrix);
    for (let k = 0; k < faults.length; k++) faults[k] = faultOf(stuck.uniform(address[k]!), imperfections);
  }
  return faults;
}

/** S at which a cell of this fault is stuck; NaN for none. */
export function stuckAt(state: number, { min, max }: ConductanceWindow): number {
  if (state === fault.none) return Number.NaN;
  return state === fault.stuckLow ? min : max;
}

/** Searches of one value are the fastest scan there is, and most arrays have no fault. */
const anyFault = (faults: Uint8Array): boolean => faults.includes(fault.stuckLow) || faults.includes(fault.stuckHigh);

/**
 * Cells that have come out at `programmed` (S) where `levels` (S) were written: with what is drawn for the rest of their
 * lives.
 */
export function cellsWritten(
  { retention, readNoise }: Device,
  { levels, ...cells }: Pick<Cells, 'target' | 'programmed' | 'faults'> & { readonly levels: Float64Array },
  address: Float64Array,
  { seed, matrix, generation }: MatrixDraws,
): Cells {
  const { programmed } = cells;
  const stream = randomStream(seed, 'drift', matrix, generation);
  const traits = new Float64Array(programmed.length);
  const flicker = new Float64Array(programmed.length);
  inBlocks(programmed.length, (part, [z, room]) => {
    part(traits).set(retention.traits(part(levels), normalsAt(stream, part(address), z), room));
    part(flicker).set(readNoise.flicker(part(programmed), room));
  });
  return { ...cells, traits, flicker, white: readNoise.white(programmed) };
}

/**
 * The conductances (S) of the same devices, `seconds` after programming, without read noise. Stuck ones do not age.
 * InputError at an age or a temperature that the device does not know.
 */
export function conductancesAt(device: Device, cells: Cells, seconds: number, kelvin: number): Float64Array {
  checkAge(device, seconds);
  checkTemperature(device, kelvin);
  const { programmed, traits, faults } = cells;
  const aged = new Float64Array(programmed.length);
  inBlocks(aged.length, (part, [room]) => {
    part(aged).set(device.retention.age(part(programmed), part(traits), seconds, kelvin, room));
  });
  return anyFault(faults) ? aged.map((g, k) => (faults[k] === fault.none ? g : programmed[k]!)) : aged;
}

/** The level nearest to `target`, of `levels` evenly spaced ones over the window; `target` itself for 0 levels. */
export function nearestLevel(target: number, window: ConductanceWindow, levels: number): number {
  if (levels < 2) return target;
  const step = (window.max - window.min) / (levels - 1);
  return window.min + step * Math.round((target - window.min) / step);
}

/** What rounding may add to a target, as a part of the window's maximum. */
const rounding = 1e-12;

function checkTargets(target: Float64Array, { min, max }: ConductanceWindow, nameOf: (cell: number) => string): void {
  const [least, most] = [min - rounding * max, max + rounding * max];
  for (let k = 0; k < target.length; k++) {
    const siemens = target[k]!;
    if (siemens >= least && siemens <= most) continue;
    reject(nameOf(k), `found a target of ${siemens} S`, `expected from ${min} to ${max} S, the device's window`);
  }
}

function checkAge({ model, retention: { longest } }: Device, seconds: number): void {
  const where = `device ${model}: age`;
  if (!(seconds >= 0)) reject(where, `found ${seconds} s`, 'expected 0 s or more since programming');
  if (seconds > longest)
    reject(where, `found ${seconds} s`, `expected at most ${longest} s since programming, where its data end`);
}

function checkTemperature({ model, temperatures }: Device, kelvin: number): void {
  if (holdsAt(temperatures, kelvin)) return;
  const [least, most] = temperatures;
  const right =
    most === Infinity ? `at least ${least} K` : least === most ? `${least} K` : `from ${least} to ${most} K`;
  reject(`device ${model}: temperature`, `found ${kelvin} K`, `expected ${right}`);
}

function faultOf(uniform: number, { stuckLow, stuckHigh }: Imperfections): number {
  if (uniform < stuckLow) return fault.stuckLow;
  return uniform < stuckLow + stuckHigh ? fault.stuckHigh : fault.none;
}
