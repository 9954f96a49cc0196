import type { Hardware } from './hardware.js';
import { pack } from './placement/packing.js';
import { columnsOf, type MvmPlan, type PlacedTile, type ProgrammedTile, rowsOf } from './plan.js';
import { spareLines } from './signs.js';

/**
 * Tiles → physical arrays. Each tile has an array of its own, numbered in order of computation, and sits in the corner
 * nearest to the row drivers (left) and the sense amplifiers (bottom), where the lines are shortest; or tiles of different
 * products share arrays, as the hardware's `placement.packing` says, and are read in turn. Tiles of one product, and of its
 * duplicates, never share one: they are read at once.
 */
export function place(plans: readonly MvmPlan<ProgrammedTile>[], hardware: Hardware): MvmPlan<PlacedTile>[] {
  const { rows, columns } = hardware.array;
  const sets = plans.flatMap(plan =>
    [plan.tiles, ...(plan.duplicates ?? [])].map(tiles => ({ tiles, group: plan.name })),
  );
  const blocks = sets.flatMap(({ tiles, group }) =>
    tiles.map(tile => ({ rows: rowsOf(tile), columns: columnsOf(tile) + spareLines(hardware), group })),
  );
  const spots = pack(blocks, { rows, columns }, hardware.placement?.packing ?? 'none');
  let next = 0;
  const placed = (tiles: readonly ProgrammedTile[]): PlacedTile[] =>
    tiles.map(tile => {
      const { array, row, column } = spots[next++]!;
      return { ...tile, macro: array, firstRow: rows - row - rowsOf(tile), firstColumn: column };
    });
  return plans.map(({ duplicates, ...plan }) => ({
    ...plan,
    tiles: placed(plan.tiles),
    ...(duplicates && { duplicates: duplicates.map(placed) }),
  }));
}
