import { reject } from '../edge/error.js';
import { inBlocks } from '../kernels/blocks.js';
import { endsOfRuns, normalsAt, randomStream } from '../numeric/random.js';
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
 * matrix has been written: writing it anew makes new errors. `old` are cells of as many devices that are no longer wanted:
 * the new ones take their arrays (fresh memory costs a large array more than its mathematics). InputError names a cell
 * whose target is outside the device's window by more than rounding.
 */
export function programCells(
  device: Device,
  imperfections: Imperfections,
  target: Float64Array,
  address: Float64Array,
  draws: MatrixDraws,
  old?: Cells,
): Cells {
  const levels = writtenLevels(device, imperfections, target, address, draws.matrix);
  const faults = faultsAt(imperfections, address, draws);
  const stuck = anyFault(faults);
  const stream = randomStream(draws.seed, 'programming', draws.matrix, draws.generation);
  const programmed = arrayOf(target.length, old?.programmed);
  return cellsForLife(device, { target, levels, programmed, faults }, address, draws, old, (block, part, first) => {
    const { level, z, ends, room } = block;
    const out = device.programming.program(level, normalsAt(stream, part(address), z, ends), room);
    if (stuck)
      for (let k = 0; k < out.length; k++) {
        const state = faults[first + k]!;
        if (state !== fault.none) out[k] = stuckAt(state, device.window);
      }
    part(programmed).set(out);
    return out;
  });
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

/** Most arrays have no fault; four cells at a time. */
function anyFault(faults: Uint8Array): boolean {
  const { buffer, byteOffset, length } = faults;
  const words = byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : new Uint32Array(0);
  for (let k = 0; k < words.length; k++) if (words[k] !== 0) return true;
  return faults.subarray(4 * words.length).some(state => state !== fault.none);
}

/** What has come out of writing cells. */
type Written = Pick<Cells, 'target' | 'programmed' | 'faults'> & { readonly levels: Float64Array };

/**
 * Cells that have come out at `programmed` (S) where `levels` (S) were written: with what is drawn for the rest of their
 * lives.
 */
export function cellsWritten(device: Device, written: Written, address: Float64Array, draws: MatrixDraws): Cells {
  return cellsForLife(device, written, address, draws, undefined, (_block, part) => part(written.programmed));
}

/** Some cells that are written, and blocks to work in (kernels/blocks.ts). */
interface CellBlock {
  /** S they are written to. */
  readonly level: Float64Array;
  /** Where the runs of their addresses end. */
  readonly ends: readonly number[];
  /** For normal draws. */
  readonly z: Float64Array;
  readonly room: Float64Array;
}

/** `cellsWritten`, where `write` says block by block what comes out, and leaves it in `programmed` too. */
function cellsForLife(
  { retention, readNoise }: Device,
  { levels, ...cells }: Written,
  address: Float64Array,
  { seed, matrix, generation }: MatrixDraws,
  old: Cells | undefined,
  write: (block: CellBlock, part: (whole: Float64Array) => Float64Array, first: number) => Float64Array,
): Cells {
  const { programmed } = cells;
  const stream = randomStream(seed, 'drift', matrix, generation);
  const traits = arrayOf(programmed.length, old?.traits);
  const flicker = arrayOf(programmed.length, old?.flicker);
  inBlocks(programmed.length, (part, [level, z, room, other], first) => {
    level.set(part(levels));
    const ends = endsOfRuns(part(address));
    const out = write({ level, ends, z, room }, part, first);
    part(flicker).set(readNoise.flicker(out, other));
    part(traits).set(retention.traits(level, normalsAt(stream, part(address), z, ends), other));
  });
  return { ...cells, traits, flicker, white: readNoise.white(programmed, old?.white) };
}

/** An array of that length: the old one, if it is. */
const arrayOf = (length: number, old: Float64Array | undefined): Float64Array =>
  old?.length === length ? old : new Float64Array(length);

/**
 * The conductances (S) of the same devices, `seconds` after programming, without read noise, in `out`. Stuck ones do not age.
 * InputError at an age or a temperature that the device does not know.
 */
export function conductancesAt(
  device: Device,
  cells: Cells,
  seconds: number,
  kelvin: number,
  out: Float64Array = new Float64Array(cells.programmed.length),
): Float64Array {
  checkAge(device, seconds);
  checkTemperature(device, kelvin);
  const { programmed, traits, faults } = cells;
  inBlocks(out.length, (part, [before, trait, room]) => {
    before.set(part(programmed));
    trait.set(part(traits));
    part(out).set(device.retention.age(before, trait, seconds, kelvin, room));
  });
  if (anyFault(faults)) for (let k = 0; k < out.length; k++) if (faults[k] !== fault.none) out[k] = programmed[k]!;
  return out;
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
