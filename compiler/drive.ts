import { converterSteps, type Hardware } from './hardware.js';
import { type MvmPlan, rowsOf, type Tile } from './plan.js';

/**
 * The voltages (V) that the DACs make of `count` centred input vectors, row-major, count × inputs:
 *
 *     V = V_read·round(L·clamp(x/x_max, −1, 1))/L,   L = 2^(bits−1) − 1
 *
 * An exact DAC neither rounds nor clamps.
 */
export function inputVoltages(plan: MvmPlan<Tile>, x: Float64Array, hardware: Hardware): Float64Array {
  const steps = converterSteps(hardware.dac);
  const fullScale = inputFullScale(plan, hardware);
  const out = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) out[k] = hardware.read.voltage * convert(x[k]! / fullScale, steps);
  return out;
}

/** V on the bias rows: what the DAC makes of the largest calibrated input. */
export function biasVoltage(plan: MvmPlan<Tile>, hardware: Hardware): number {
  return (hardware.read.voltage * plan.activations.fullScale) / inputFullScale(plan, hardware);
}

/** The input value that the DAC turns into the full read voltage; a spike's 1, which needs none. */
export function inputFullScale({ activations }: MvmPlan<Tile>, hardware: Hardware): number {
  return activations.spikes ? 1 : activations.fullScale * hardware.dac.headroom;
}

/** The input that drives row `row` of a plan's weights; −1 for a bias row. */
export function inputOfRow(plan: MvmPlan<Tile>, row: number): number {
  return row < plan.copies * plan.inputs ? row % plan.inputs : -1;
}

/** The voltages on a tile's word lines, count × rows, for `count` centred input vectors. */
export function tileVoltages(
  plan: MvmPlan<Tile>,
  tile: Tile,
  x: Float64Array,
  count: number,
  hardware: Hardware,
): Float64Array {
  return rowVoltages(plan, tile, inputVoltages(plan, x, hardware), count, hardware);
}

/** The same from the DACs' voltages (V) for the inputs, count × inputs. */
export function rowVoltages(
  plan: MvmPlan<Tile>,
  tile: Tile,
  inputs: Float64Array,
  count: number,
  hardware: Hardware,
): Float64Array {
  const bias = biasVoltage(plan, hardware);
  const rows = rowsOf(tile);
  const out = new Float64Array(count * rows);
  for (let i = 0; i < rows; i++) {
    const from = inputOfRow(plan, tile.rowStart + i);
    for (let k = 0; k < count; k++) out[k * rows + i] = from < 0 ? bias : inputs[k * plan.inputs + from]!;
  }
  return out;
}

/** A signed, symmetric converter of `steps` steps to each side over [−1, 1]; null steps convert exactly. */
export function convert(value: number, steps: number | null): number {
  if (steps === null) return value;
  return Math.round(steps * Math.min(Math.max(value, -1), 1)) / steps;
}
