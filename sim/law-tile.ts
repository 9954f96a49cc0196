import { differences } from '../compiler/calibrate.js';
import { rowVoltages } from '../compiler/drive.js';
import { converterSteps, type Hardware } from '../compiler/hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf } from '../compiler/plan.js';
import type { CrossbarArray } from '../crossbar/array.js';
import type { LawReader } from '../crossbar/law-read.js';
import type { RandomStream } from '../numeric/random.js';

/** A tile whose devices are not ohmic, during one run: every input vector is a circuit to be solved. */
export interface LawTile {
  readonly kind: 'law';
  readonly read: LawReader;
  /** Relative variance of every cell's current from read to read; null where reads do not differ. */
  readonly noise: CellNoise | null;
  /** The readings so far by the voltages of the inputs; null where there can be too many. */
  readonly remembered: Map<string, Reading> | null;
}

interface CellNoise {
  readonly variance: Float64Array;
  readonly draws: RandomStream;
}

/** A, of each output: the difference current without read noise, and the deviation that read noise gives it. */
interface Reading {
  readonly currents: Float64Array;
  readonly deviation: Float64Array | null;
}

/** A tile of a plan that is read by `read`. */
export function lawTile(
  read: LawReader,
  noise: CellNoise | null,
  plan: MvmPlan<PlacedTile>,
  hardware: Hardware,
): LawTile {
  return { kind: 'law', read, noise, remembered: fewVectors(plan, hardware) ? new Map() : null };
}

/** Reads are remembered where the DAC can make no more different input vectors than this. */
const mostRemembered = 4096;

/**
 * The difference currents (A, count × outputs) for `count` vectors of the inputs' voltages (V, row-major), the first of them
 * the `first`-th read of the run.
 *
 * A cell's read noise is relative to the current that it carries: cell (i, c) adds i_ic²·(Q² ln(T/2 t_read) + σ²) to the
 * variance of its column, to first order in the noise. `onRead` is called after every read that was not remembered.
 */
export function lawCurrents(
  { read, noise, remembered }: LawTile,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  voltages: Float64Array,
  count: number,
  first: number,
  hardware: Hardware,
  onRead?: () => void,
): Float64Array {
  const [rows, outputs] = [rowsOf(tile), outputsOf(tile)];
  const drive = rowVoltages(plan, tile, voltages, count, hardware);
  const currents = new Float64Array(count * outputs);
  const normal = new Float64Array(outputs);
  for (let k = 0; k < count; k++) {
    const name = remembered ? voltages.subarray(k * plan.inputs, (k + 1) * plan.inputs).join() : '';
    let found = remembered?.get(name);
    if (!found) {
      const { outputs: amps, cellCurrent } = read(drive.subarray(k * rows, (k + 1) * rows));
      found = {
        currents: differences(amps, 1, outputs),
        deviation: noise && deviations(cellCurrent, noise.variance, outputs),
      };
      remembered?.set(name, found);
      onRead?.();
    }
    currents.set(found.currents, k * outputs);
    if (!noise || !found.deviation) continue;
    noise.draws.fillNormal(normal, (first + k) * outputs);
    for (let j = 0; j < outputs; j++) currents[k * outputs + j]! += found.deviation[j]! * normal[j]!;
  }
  return currents;
}

function fewVectors({ inputs }: MvmPlan<PlacedTile>, hardware: Hardware): boolean {
  const steps = converterSteps(hardware.dac);
  return steps !== null && (2 * steps + 1) ** inputs <= mostRemembered;
}

function deviations(cellCurrent: Float64Array, variance: Float64Array, outputs: number): Float64Array {
  const sums = new Float64Array(outputs);
  for (let k = 0; k < cellCurrent.length; k++) sums[(k >> 1) % outputs]! += variance[k]! * cellCurrent[k]! ** 2;
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
