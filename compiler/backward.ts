import type { CrossbarArray } from '../crossbar/array.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { turned } from '../crossbar/transposed.js';
import { reject } from '../edge/error.js';
import { multiply } from '../kernels/dense.js';
import type { MvmNode } from '../models/graph.js';
import { matrix, maxAbs, transpose } from '../numeric/matrix.js';
import { convert, inputOfRow } from './drive.js';
import { converterSteps, type Hardware } from './hardware.js';
import type { Activations } from './observe.js';
import {
  type CalibratedTile,
  type MappedTile,
  type MvmPlan,
  outputsOf,
  type PlacedTile,
  rowsOf,
  type Tile,
  weightColumn,
  weightRow,
} from './plan.js';
import { differences } from './signs.js';
import { tileArray, tileLaw } from './tile-array.js';

/**
 * A product y = W x that reads the arrays of another plan, which hold Wᵀ for its own product, from their bit lines to their
 * word lines: the converters of the bit lines drive and those of the word lines read. The two bit lines of output j of the
 * other plan are driven at V and −V, and the current of word line i is
 *
 *     Iᵢ = Σⱼ (g⁺ᵢⱼ − g⁻ᵢⱼ) Vⱼ,   Vⱼ = V_read·DAC(xⱼ·pⱼ/x_max),   pⱼ = s_min/sⱼ
 *
 * where s is S per unit of weight and s_min the least in the tile, so that columns of different scales add up. Word lines of
 * an input's copies are converted each for itself and summed; those of biases are held at 0 V and not read.
 */
export interface BackwardPlan {
  /** Name of the graph's node. */
  readonly name: string;
  /** The plan whose arrays it reads, tile by tile. */
  readonly of: string;
  readonly activations: Activations;
  /** A, full scale of the ADCs of each tile's word lines. */
  readonly adcFullScale: readonly number[];
}

/** How a tile is driven and what its word lines stand for in a product that reads it backwards. */
export interface BackwardTile {
  /** pⱼ, of each pair of bit lines. */
  readonly share: Float64Array;
  /** Of each word line the output of the product that it adds to; −1 for those that are not read. */
  readonly output: Int32Array;
  /** Units of y per ampere. */
  readonly perAmpere: number;
}

/** The ADC ranges of a backward product: the largest current that its targets give on the calibration sample, times the headroom. */
export function planBackward(
  node: MvmNode,
  forward: MvmPlan<CalibratedTile>,
  activations: Activations,
  hardware: Hardware,
): BackwardPlan {
  const { rows: count, data } = activations.sample;
  const ranges = { name: node.name, of: forward.name, activations };
  const adcFullScale = forward.tiles.map(tile => {
    if (tileLaw(tile.target, hardware))
      reject(
        `${node.name}: ${tile.name}`,
        `its devices ("${hardware.device.parts.conduction ?? hardware.device.model}") do not follow Ohm's law`,
        'expected ohmic ones where an array is read in both directions, or the Gram form',
      );
    const [rows, outputs] = [rowsOf(tile), outputsOf(tile)];
    const volts = backwardVoltages({ ...ranges, adcFullScale: [] }, forward, tile, data, count, hardware);
    const perVolt = transpose(matrix(rows, outputs, differences(tile.target, rows, outputs))).data;
    const currents = multiply(volts, count, perVolt, outputs, rows);
    return hardware.adc.headroom * (maxAbs(currents) || hardware.read.voltage * hardware.device.gMax);
  });
  return { ...ranges, adcFullScale };
}

export function backwardTile(
  plan: BackwardPlan,
  forward: MvmPlan<Tile>,
  tile: MappedTile,
  hardware: Hardware,
): BackwardTile {
  const least = tile.scale.reduce((min, scale) => Math.min(min, scale), Infinity);
  const perVolt = (plan.activations.fullScale * hardware.dac.headroom) / hardware.read.voltage;
  return {
    share: tile.scale.map(scale => least / scale),
    output: Int32Array.from({ length: rowsOf(tile) }, (_, i) => inputOfRow(forward, weightRow(tile, i))),
    perAmpere: perVolt / (least * forward.outputCopies),
  };
}

/** V of the positive bit line of each pair of a tile for `count` vectors x (row-major): count × its outputs. */
export function backwardVoltages(
  plan: BackwardPlan,
  forward: MvmPlan<Tile>,
  tile: MappedTile,
  x: Float64Array,
  count: number,
  hardware: Hardware,
): Float64Array {
  const { share } = backwardTile(plan, forward, tile, hardware);
  const steps = converterSteps(hardware.dac);
  const fullScale = plan.activations.fullScale * hardware.dac.headroom;
  const columns = outputsOf(tile);
  const out = new Float64Array(count * columns);
  for (let j = 0; j < columns; j++) {
    const from = weightColumn(tile, j) % forward.outputs;
    for (let k = 0; k < count; k++) {
      const value = (x[k * forward.outputs + from]! * share[j]!) / fullScale;
      out[k * columns + j] = hardware.read.voltage * convert(value, steps);
    }
  }
  return out;
}

/**
 * The circuit of a tile that is read backwards, its bit lines as word lines in the order of `turned`: drivers stand where it
 * is sensed otherwise, and sense resistances where it is driven.
 */
export function backwardArray(tile: PlacedTile, conductance: Float64Array, hardware: Hardware): CrossbarArray {
  const { driverResistance, senseResistance } = hardware.array;
  const swapped = {
    ...hardware,
    array: { ...hardware.array, driverResistance: senseResistance, senseResistance: driverResistance },
  };
  return turned(tileArray(tile, conductance, swapped));
}

/** V on the lines that drive `backwardArray`, whose first is the last bit line, by those of the pairs: reads × columns. */
export function lineVoltages(pairs: Float64Array, columns: number): Float64Array {
  const lines = new Float64Array(2 * pairs.length);
  pairs.forEach((v, at) => {
    const [k, j] = [Math.floor(at / (columns / 2)), at % (columns / 2)];
    lines[k * columns + (columns - 1 - 2 * j)] = v;
    lines[k * columns + (columns - 2 - 2 * j)] = -v;
  });
  return lines;
}

/** S: what bit line c (2·outputs of them) at 1 V makes flow out of word line i, the circuit's wires included: columns × rows. */
export function backwardTransfer(tile: PlacedTile, conductance: Float64Array, hardware: Hardware): Float64Array {
  return effectiveOperator(backwardArray(tile, conductance, hardware)).transfer.data.toReversed();
}
