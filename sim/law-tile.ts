import { rowVoltages } from '../compiler/drive.js';
import { converterSteps, type Hardware, type Signs } from '../compiler/hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf } from '../compiler/plan.js';
import { conversionsOf, convertedLines, noiseSourcesOf, signsOf } from '../compiler/signs.js';
import type { CrossbarArray } from '../crossbar/array.js';
import type { LawReader } from '../crossbar/law-read.js';
import type { TileReads } from './linear-tile.js';

/** A tile whose devices are not ohmic, during one run: every input vector is a circuit to be solved. */
export interface LawTile {
  readonly kind: 'law';
  readonly read: LawReader;
  /** Relative variance of every cell's current, of every kind of noise that differs from read to read. */
  readonly relativeVariances: readonly Float64Array[];
  /** The readings so far by the voltages of the inputs; null where there can be too many. */
  readonly remembered: Map<string, TileReads> | null;
}

/** A tile of a plan that is read by `read`. */
export function lawTile(
  read: LawReader,
  relativeVariances: readonly Float64Array[],
  plan: MvmPlan<PlacedTile>,
  hardware: Hardware,
): LawTile {
  return { kind: 'law', read, relativeVariances, remembered: fewVectors(plan, hardware) ? new Map() : null };
}

/** Reads are remembered where the DAC can make no more different input vectors than this. */
const mostRemembered = 4096;

/**
 * The reads of `count` vectors of the inputs' voltages (V, row-major).
 *
 * A cell's read noise is relative to the current that it carries: cell (i, c) adds i_ic²·v to the variance of its bit line,
 * to first order, v being its relative variance. `onRead` is called after every read that was not remembered.
 */
export function lawReads(
  { read, relativeVariances, remembered }: LawTile,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  voltages: Float64Array,
  count: number,
  hardware: Hardware,
  onRead?: () => void,
): TileReads {
  const [rows, outputs] = [rowsOf(tile), outputsOf(tile)];
  const drive = rowVoltages(plan, tile, voltages, count, hardware);
  const signs = signsOf(hardware);
  const [conversions, sources] = [conversionsOf(signs, outputs), noiseSourcesOf(signs, outputs)];
  const currents = new Float64Array(count * conversions);
  const deviations = relativeVariances.map(() => new Float64Array(count * sources));
  for (let k = 0; k < count; k++) {
    const name = remembered ? voltages.subarray(k * plan.inputs, (k + 1) * plan.inputs).join() : '';
    let found = remembered?.get(name);
    if (!found) {
      const { outputs: amps, cellCurrent } = read(drive.subarray(k * rows, (k + 1) * rows));
      found = {
        currents: convertedLines(amps, 1, outputs, signs),
        deviations: relativeVariances.map(relative => deviation(cellCurrent, relative, sources, signs)),
      };
      remembered?.set(name, found);
      onRead?.();
    }
    currents.set(found.currents, k * conversions);
    for (const [kind, own] of found.deviations.entries()) deviations[kind]!.set(own, k * sources);
  }
  return { currents, deviations };
}

function fewVectors({ inputs }: MvmPlan<PlacedTile>, hardware: Hardware): boolean {
  const { bits, bitsPerRead } = hardware.dac;
  const steps = bits === null || bitsPerRead === undefined ? converterSteps(hardware.dac) : 2 ** bitsPerRead - 1;
  return steps !== null && (2 * steps + 1) ** inputs <= mostRemembered;
}

function deviation(cellCurrent: Float64Array, relative: Float64Array, sources: number, signs: Signs): Float64Array {
  const sums = new Float64Array(sources);
  const pairs = signs === 'differential pair';
  for (let k = 0; k < cellCurrent.length; k++)
    sums[(pairs ? k >> 1 : k) % sources]! += relative[k]! * cellCurrent[k]! ** 2;
  return sums.map(Math.sqrt);
}

/** S, rows × columns: the currents of the columns with `volt` (V) on one row at a time, over that voltage. */
export function lawTransfer(read: LawReader, { rows, cols }: CrossbarArray, volt: number): Float64Array {
  const transfer = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const one = new Float64Array(rows);
    one[i] = volt;
    const { outputs } = read(one);
    for (let j = 0; j < cols; j++) transfer[i * cols + j] = outputs[j]! / volt;
  }
  return transfer;
}
