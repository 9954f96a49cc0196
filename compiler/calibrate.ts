import { crossbarArray } from '../crossbar/array.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { multiply } from '../kernels/dense.js';
import { maxAbs } from '../numeric/matrix.js';
import { digitReads, tileVoltages } from './drive.js';
import type { Hardware } from './hardware.js';
import { type CalibratedTile, columnsOf, type MappedTile, type MvmPlan, mapTiles, outputsOf, rowsOf } from './plan.js';
import { convertedLines, differences, signsOf } from './signs.js';
import { cornerOf, tileArray, tileLaw, tileReader } from './tile-array.js';

/**
 * Activations → ADC ranges: the largest current that the tile's target conductances give its ADCs on the calibration
 * sample, times the ADC's headroom; of inputs in digits it is that of single digits. Fixed from here on, but where
 * `repair` knows of stuck devices; no range ever looks at the data it converts.
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
  return mapTiles(plan, tile => {
    const { count, lines, through, largest } = sampleReads(plan, tile, hardware);
    const [outputs, signs] = [outputsOf(tile), signsOf(hardware)];
    const scale = lines
      ? measuredScale(
          tile.scale,
          differences(lines, count, outputs, signs),
          through(differences(tile.target, rowsOf(tile), outputs, signs)),
          hardware,
        )
      : tile.scale;
    return { ...tile, scale, adcFullScale: hardware.adc.headroom * largest };
  });
}

/** The range (A) of a tile's ADCs that fits its targets as they are now, scales being what they were. */
export const adcRange = (plan: MvmPlan<MappedTile>, tile: MappedTile, hardware: Hardware): number =>
  hardware.adc.headroom * sampleReads(plan, tile, hardware).largest;

/** Reads of a tile's targets with the calibration sample: how many, what they give and its largest conversion (A). */
function sampleReads(plan: MvmPlan<MappedTile>, tile: MappedTile, hardware: Hardware) {
  const { data, rows: vectors } = plan.activations.sample;
  const count = vectors * digitReads(plan, hardware);
  const [rows, outputs, signs] = [rowsOf(tile), outputsOf(tile), signsOf(hardware)];
  const voltages = tileVoltages(plan, tile, data, vectors, hardware);
  const through = (perVolt: Float64Array): Float64Array =>
    multiply(voltages, count, perVolt, rows, perVolt.length / rows);
  const lines = lawCurrents(tile, voltages, count, hardware);
  const converted = lines
    ? convertedLines(lines, count, outputs, signs)
    : through(convertedLines(answers(tile, hardware), rows, outputs, signs));
  // A tile of zero weights carries no current; any range will do.
  return { count, lines, through, largest: maxAbs(converted) || hardware.read.voltage * hardware.device.gMax };
}

/** What its bit lines answer (S, rows × bit lines): the targets, or where these make up for the wires, what they are through them. */
const answers = (tile: MappedTile, hardware: Hardware): Float64Array =>
  tile.predistortion
    ? effectiveOperator(tileArray(cornerOf(tile, hardware), tile.target, hardware)).transfer.data
    : tile.target;

/** The currents (A, count × bit lines) of a tile's targets through its devices' law; nothing where that is Ohm's. */
function lawCurrents(
  tile: MappedTile,
  voltages: Float64Array,
  count: number,
  hardware: Hardware,
): Float64Array | undefined {
  const law = tileLaw(tile.target, hardware);
  if (!law) return undefined;
  const [rows, columns] = [rowsOf(tile), columnsOf(tile)];
  const read = tileReader(tile, crossbarArray(rows, columns, tile.target, { wordLine: 0, bitLine: 0 }), law);
  const currents = new Float64Array(count * columns);
  for (let k = 0; k < count; k++) currents.set(read(voltages.subarray(k * rows, (k + 1) * rows)).outputs, k * columns);
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
