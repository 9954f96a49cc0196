import { predistortedCells } from '../crossbar/predistort.js';
import { mean } from '../numeric/statistics.js';
import type { Hardware } from './hardware.js';
import { weightAt } from './map.js';
import { type MappedTile, type MvmPlan, mapTiles, outputsOf, rowsOf } from './plan.js';
import { signedCells, signedWindow, signsOf } from './signs.js';
import { cornerOf, tileArray } from './tile-array.js';

/** What taking IR drop out of a tile came to; errors are RMS over its weights, relative to their RMS. */
export interface PredistortedTile {
  /** Of the effective operator with targets as mapped. */
  readonly before: number;
  /** With the targets as they are now, at the scale that was kept. */
  readonly after: number;
  /** The same over the weights that the window does not cut off. */
  readonly inside: number;
  /** Mean part of the scale that was kept. */
  readonly share: number;
  /** Weights that the window cuts off, by row · outputs + output. */
  readonly clipped: readonly number[];
  /** Whether the error inside came down to 1e-5. */
  readonly converged: boolean;
}

/**
 * Target conductances → those whose effective operator, wires included, is the weights times a smaller scale; nothing where
 * the hardware does not ask for it. The scale is one of the tile or of each output, as `hardware.scale` says, and as large as
 * the window leaves it: `scale` is from here on what a unit of weight conducts through the wires.
 * `crossbar/predistort.ts` has the equations.
 */
export function predistort(plan: MvmPlan<MappedTile>, hardware: Hardware): MvmPlan<MappedTile> {
  if (hardware.irDrop !== 'compensated') return plan;
  return mapTiles(plan, tile => {
    const outputs = outputsOf(tile);
    const wanted = new Float64Array(rowsOf(tile) * outputs);
    for (let i = 0, k = 0; i < rowsOf(tile); i++)
      for (let j = 0; j < outputs; j++, k++) wanted[k] = tile.scale[j]! * weightAt(plan.weights, tile, i, j);
    const array = tileArray(cornerOf(tile, hardware), tile.target, hardware);
    const form = signedCells(signsOf(hardware), outputs, signedWindow(hardware));
    const found = predistortedCells(array, wanted, form, { perOutput: hardware.scale === 'column' });
    const { before, after, clipped, converged, conductance, share } = found;
    const scale = tile.scale.map((siemens, j) => siemens * share[j]!);
    const predistortion = {
      ...{ before: before.asWritten, after: after.all, inside: after.inside },
      ...{ share: mean(share), clipped, converged },
    };
    return { ...tile, scale, target: conductance, predistortion };
  });
}
