import type { Matrix } from '../numeric/matrix.js';
import type { Hardware } from './hardware.js';
import { type MappedTile, type MvmPlan, mapTiles, outputsOf, rowsOf, type Tile } from './plan.js';

/**
 * Weights → target conductances, as differential pairs: with s = (g_max − g_min)/max|w|,
 *
 *     G⁺ = g_min + s·max(w, 0),    G⁻ = g_min + s·max(−w, 0),    G⁺ − G⁻ = s·w
 *
 * Conductances are meant at low voltage, where the models of devices have them; what devices that are not ohmic conduct at
 * the voltages of the reads is for `calibrate` to measure. The largest |w| is taken over the tile, or over each output (`hardware.scale`).
 */
export function map(plan: MvmPlan<Tile>, hardware: Hardware): MvmPlan<MappedTile> {
  const { gMin, gMax } = hardware.device;
  return mapTiles(plan, tile => {
    const rows = rowsOf(tile);
    const outputs = outputsOf(tile);
    const largest = largestWeights(plan.weights, tile);
    const most = Math.max(...largest);
    const scale = largest.map(own => (gMax - gMin) / ((hardware.scale === 'tile' ? most : own) || 1));
    const target = new Float64Array(rows * 2 * outputs);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < outputs; j++) {
        const g = weightAt(plan.weights, tile, i, j) * scale[j]!;
        target[2 * (i * outputs + j)] = gMin + Math.max(g, 0);
        target[2 * (i * outputs + j) + 1] = gMin + Math.max(-g, 0);
      }
    }
    return { ...tile, scale, target };
  });
}

/** The weight at row i and output j of a tile. */
export function weightAt(weights: Matrix, tile: Tile, i: number, j: number): number {
  return weights.data[(tile.rowStart + i) * weights.cols + tile.outputStart + j]!;
}

/** max|w| of each output of a tile. */
function largestWeights(weights: Matrix, tile: Tile): Float64Array {
  const largest = new Float64Array(outputsOf(tile));
  for (let i = 0; i < rowsOf(tile); i++)
    for (let j = 0; j < largest.length; j++)
      largest[j] = Math.max(largest[j]!, Math.abs(weightAt(weights, tile, i, j)));
  return largest;
}
