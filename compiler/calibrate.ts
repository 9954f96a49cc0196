import { crossbarArray } from '../crossbar/array.js';
import { multiply } from '../kernels/dense.js';
import { maxAbs } from '../numeric/matrix.js';
import { tileVoltages } from './drive.js';
import type { Hardware } from './hardware.js';
import { type CalibratedTile, type MappedTile, type MvmPlan, mapTiles, outputsOf, rowsOf } from './plan.js';
import { tileLaw, tileReader } from './tile-array.js';

/**
 * Activations → ADC ranges: the largest difference current that the tile's target conductances give on the calibration
 * sample, times the ADC's headroom. Fixed from here on; no range ever looks at the data it converts.
 *
 * Devices that are not ohmic are read at the sample's voltages through their own conduction (without wires, as ohmic
 * ones). What a unit of weight makes of a current is then measured, too: with L the currents that the targets would give
 * at low voltage, I those that they do, and sums over the sample,
 *
 *     scale = (ΣI·L/ΣL²)·(S per unit of weight that it was mapped with)
 *
 * the best one factor in the sense of least squares, of the tile or of each output as `hardware.scale` says.
 */
export function calibrate(plan: MvmPlan<MappedTile>, hardware: Hardware): MvmPlan<CalibratedTile> {
  const { data, rows: count } = plan.activations.sample;
  return mapTiles(plan, tile => {
    const rows = rowsOf(tile);
    const outputs = outputsOf(tile);
    const voltages = tileVoltages(plan, tile, data, count, hardware);
    const linear = multiply(voltages, count, differences(tile.target, rows, outputs), rows, outputs);
    const currents = lawCurrents(tile, voltages, count, hardware) ?? linear;
    const scale = currents === linear ? tile.scale : measuredScale(tile.scale, currents, linear, hardware);
    // A tile of zero weights carries no current; any range will do.
    const largest = maxAbs(currents) || hardware.read.voltage * hardware.device.gMax;
    return { ...tile, scale, adcFullScale: hardware.adc.headroom * largest };
  });
}

/** Even minus odd columns of a rows × 2·outputs matrix: the difference of each pair. */
export function differences(pairs: Float64Array, rows: number, outputs: number): Float64Array {
  const out = new Float64Array(rows * outputs);
  for (let k = 0; k < out.length; k++) out[k] = pairs[2 * k]! - pairs[2 * k + 1]!;
  return out;
}

/** The difference currents (A, count × outputs) of a tile's targets through its devices' law; nothing where that is Ohm's. */
function lawCurrents(
  tile: MappedTile,
  voltages: Float64Array,
  count: number,
  hardware: Hardware,
): Float64Array | undefined {
  const law = tileLaw(tile.target, hardware);
  if (!law) return undefined;
  const [rows, outputs] = [rowsOf(tile), outputsOf(tile)];
  const read = tileReader(tile, crossbarArray(rows, 2 * outputs, tile.target, { wordLine: 0, bitLine: 0 }), law);
  const currents = new Float64Array(count * outputs);
  for (let k = 0; k < count; k++)
    currents.set(differences(read(voltages.subarray(k * rows, (k + 1) * rows)).outputs, 1, outputs), k * outputs);
  return currents;
}

/** The scale times the least-squares slope of the currents over those at low voltage. */
function measuredScale(
  scale: Float64Array,
  currents: Float64Array,
  linear: Float64Array,
  hardware: Hardware,
): Float64Array {
  const outputs = scale.length;
  const [both, square] = [new Float64Array(outputs), new Float64Array(outputs)];
  linear.forEach((amps, k) => {
    both[k % outputs]! += amps * currents[k]!;
    square[k % outputs]! += amps * amps;
  });
  if (hardware.scale === 'tile') {
    both.fill(both.reduce((sum, value) => sum + value, 0));
    square.fill(square.reduce((sum, value) => sum + value, 0));
  }
  // An output whose weights are all zero carries no current; any scale will do.
  return scale.map((siemens, j) => siemens * (both[j]! > 0 ? both[j]! / square[j]! : 1));
}
