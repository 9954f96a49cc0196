import type { Hardware } from './hardware.js';
import { type MvmPlan, mapTiles, type PlacedTile, type ProgrammedTile, rowsOf } from './plan.js';

/**
 * Tiles → physical arrays: each tile has an array of its own, numbered in order of computation, and sits in the corner
 * nearest to the row drivers (left) and the sense amplifiers (bottom), where the lines are shortest.
 */
export function place(plans: readonly MvmPlan<ProgrammedTile>[], hardware: Hardware): MvmPlan<PlacedTile>[] {
  let macro = 0;
  return plans.map(plan =>
    mapTiles(plan, tile => ({
      ...tile,
      macro: macro++,
      firstRow: hardware.array.rows - rowsOf(tile),
      firstColumn: 0,
    })),
  );
}
