import { multiply } from '../kernels/dense.js';
import { maxAbs } from '../numeric/matrix.js';
import { tileVoltages } from './drive.js';
import type { Hardware } from './hardware.js';
import { type CalibratedTile, type MappedTile, type MvmPlan, mapTiles, outputsOf, rowsOf } from './plan.js';

/**
 * Activations → ADC ranges: the largest difference current that the tile's target conductances give on the calibration
 * sample, times the ADC's headroom. Fixed from here on; no range ever looks at the data it converts.
 */
export function calibrate(plan: MvmPlan<MappedTile>, hardware: Hardware): MvmPlan<CalibratedTile> {
  const { data, rows: count } = plan.activations.sample;
  return mapTiles(plan, tile => {
    const rows = rowsOf(tile);
    const outputs = outputsOf(tile);
    const voltages = tileVoltages(plan, tile, data, count, hardware);
    const currents = multiply(voltages, count, differences(tile.target, rows, outputs), rows, outputs);
    // A tile of zero weights carries no current; any range will do.
    const largest = maxAbs(currents) || hardware.read.voltage * hardware.device.gMax;
    return { ...tile, adcFullScale: hardware.adc.headroom * largest };
  });
}

/** Even minus odd columns of a rows × 2·outputs matrix: the difference of each pair. */
export function differences(pairs: Float64Array, rows: number, outputs: number): Float64Array {
  const out = new Float64Array(rows * outputs);
  for (let k = 0; k < out.length; k++) out[k] = pairs[2 * k]! - pairs[2 * k + 1]!;
  return out;
}
