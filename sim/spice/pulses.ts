import { cellState, pulsesNetlist } from '../../compiler/emit/pulses.js';
import type { CellAddress } from '../../crossbar/bias.js';
import {
  followPulses,
  largestPart,
  type PulsedArray,
  type PulsedOptions,
  periodOf,
} from '../../crossbar/pulsed-array.js';
import { checkMemory } from './memory.js';
import type { RunOptions, SpicePool } from './pool.js';
import { resultOf } from './results.js';

/** The states of all cells, row-major, in the units of the model. */
export interface PulsedStates {
  readonly before: Float64Array;
  /** After each pulse, at the end of its gap. */
  readonly spice: readonly Float64Array[];
  readonly simulated: readonly Float64Array[];
  /** The largest difference of any state after any pulse, as a part of its range. */
  readonly worst: number;
  /** s that ngspice took. */
  readonly seconds: number;
  readonly netlist: string;
}

/** Where a cell stands when one of the array is written. */
export type CellRole = 'selected' | 'same word line' | 'same bit line' | 'unselected';

/** The role of a cell by the one that is written. */
export function roleOf(cell: CellAddress, { row, col }: CellAddress): CellRole {
  if (cell.row === row) return cell.col === col ? 'selected' : 'same word line';
  return cell.col === col ? 'same bit line' : 'unselected';
}

/**
 * Pulses on a passive array of dynamic cells, wires included, in ngspice (`.tran`) and by `followPulses`. InputError as
 * there and where the model has no subcircuit; SpiceError where ngspice gives no result.
 */
export async function analysePulses(
  pool: SpicePool,
  title: string,
  pulsed: PulsedArray,
  options: RunOptions & PulsedOptions = {},
): Promise<PulsedStates> {
  const { model, states: before, pulses } = pulsed;
  checkMemory(pulsed.array, title, true);
  const netlist = pulsesNetlist(title, pulsed);
  // ngspice runs in its thread meanwhile.
  const running = resultOf(pool, netlist, title, options);
  running.catch(() => {});
  const simulated = await followPulses(pulsed, options);
  const { result, seconds } = await running;
  const time = result.vector('time');
  const { cols } = pulsed.array;
  const waves = Array.from({ length: before.length }, (_, at) => {
    const { name, perVolt } = model.states[at % model.states.length]!;
    const k = Math.floor(at / model.states.length);
    return result.vector(cellState(Math.floor(k / cols), k % cols, name)).map(volt => volt * perVolt);
  });
  const spice = simulated.map((_, pulse) => {
    const moment = (pulse + 1) * periodOf(pulses);
    return Float64Array.from(waves, wave => valueAt(time, wave, moment));
  });
  const worst = Math.max(...spice.map((found, k) => largestPart(model, found, simulated[k]!)));
  return { before, spice, simulated, worst, seconds, netlist: pulsesNetlist(title, pulsed, simulated.at(-1)) };
}

/** A waveform at a moment, straight between its points. */
function valueAt(time: Float64Array, values: Float64Array, moment: number): number {
  const after = time.findIndex(seconds => seconds >= moment);
  if (after < 0) return values.at(-1)!;
  if (after === 0) return values[0]!;
  const part = (moment - time[after - 1]!) / (time[after]! - time[after - 1]!);
  return values[after - 1]! + part * (values[after]! - values[after - 1]!);
}
