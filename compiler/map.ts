import { type Matrix, maxAbs } from '../numeric/matrix.js';
import type { Hardware } from './hardware.js';
import {
  type MappedTile,
  type MvmPlan,
  mapTiles,
  outputsOf,
  rowsOf,
  type Tile,
  weightColumn,
  weightRow,
} from './plan.js';
import { bitLines, rowTargets, signedSpan, signedWindow, signsOf } from './signs.js';

/**
 * Weights → target conductances. As differential pairs, with s = (g_max − g_min)/max|w|,
 *
 *     G⁺ = g_min + s·max(w, 0),    G⁻ = g_min + s·max(−w, 0),    G⁺ − G⁻ = s·w
 *
 * and with a dummy or a reference column, with s = (g_max − g_min)/(2 max|w|),
 *
 *     G = g_mid + s·w,    G_ref = g_mid = (g_min + g_max)/2,    G − G_ref = s·w
 *
 * Conductances are meant at low voltage, where the models of devices have them; what devices that are not ohmic conduct at
 * the voltages of the reads is for `calibrate` to measure. The largest |w| is taken over the tile, or over each output (`hardware.scale`);
 * that of slices is the largest digit wherever it stands, so that every digit is a level of its own.
 */
export function map(plan: MvmPlan<Tile>, hardware: Hardware): MvmPlan<MappedTile> {
  const signs = signsOf(hardware);
  const window = signedWindow(hardware);
  const span = signedSpan(signs, window);
  return mapTiles(plan, tile => {
    const rows = rowsOf(tile);
    const outputs = outputsOf(tile);
    const lines = bitLines(signs, outputs);
    const largest = plan.slices ? new Float64Array(outputs).fill(plan.slices.base) : largestWeights(plan.weights, tile);
    const most = maxAbs(largest);
    const scale = largest.map(own => span / ((hardware.scale === 'tile' ? most : own) || 1));
    const target = new Float64Array(rows * lines);
    const wanted = new Float64Array(outputs);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < outputs; j++) wanted[j] = weightAt(plan.weights, tile, i, j) * scale[j]!;
      rowTargets(signs, wanted, window, target, i * lines);
    }
    return { ...tile, scale, target };
  });
}

/** The weight on word line i and at output j of a tile. */
export function weightAt(weights: Matrix, tile: Tile, i: number, j: number): number {
  return weights.data[weightRow(tile, i) * weights.cols + weightColumn(tile, j)]!;
}

/** max|w| of each output of a tile. */
function largestWeights(weights: Matrix, tile: Tile): Float64Array {
  const largest = new Float64Array(outputsOf(tile));
  for (let i = 0; i < rowsOf(tile); i++)
    for (let j = 0; j < largest.length; j++)
      largest[j] = Math.max(largest[j]!, Math.abs(weightAt(weights, tile, i, j)));
  return largest;
}
