import { reject } from '../../edge/error.js';
import { type Graph, mvmNodes } from '../../models/graph.js';
import type { Hardware } from '../hardware.js';
import { columnsOf, type MvmPlan, ownArrays, type PlacedTile, rowsOf } from '../plan.js';
import { spareLines } from '../signs.js';

/**
 * Each matrix product that belongs on crossbars is there once; tiles lie inside their arrays, no two on the same cells, on lines
 * of their own where packing is block diagonal, and those that are read at once in arrays of their own.
 */
export function verifyPlacement(graph: Graph, plans: readonly MvmPlan<PlacedTile>[], hardware: Hardware): void {
  for (const node of mvmNodes(graph)) {
    const wanted = ownArrays(node, hardware) ? 1 : 0;
    const found = plans.filter(plan => plan.name === node.name).length;
    if (found !== wanted) reject(node.name, `${found} plans`, `expected ${wanted}`);
  }
  const arrays = new Map<number, { readonly tile: PlacedTile; readonly product: string }[]>();
  for (const plan of plans)
    for (const tile of [plan.tiles, ...(plan.duplicates ?? [])].flat()) {
      const { rows, columns } = hardware.array;
      const [lastRow, lastColumn] = [tile.firstRow + rowsOf(tile), tile.firstColumn + widthOf(tile, hardware)];
      if (tile.firstRow < 0 || tile.firstColumn < 0 || lastRow > rows || lastColumn > columns)
        reject(
          tile.name,
          `stands on rows up to ${lastRow}, columns up to ${lastColumn}`,
          `expected ${rows}×${columns}`,
        );
      const others = arrays.get(tile.macro) ?? [];
      for (const other of others) requireApart({ tile, product: plan.name }, other, hardware);
      arrays.set(tile.macro, [...others, { tile, product: plan.name }]);
    }
}

interface Placed {
  readonly tile: PlacedTile;
  readonly product: string;
}

/** Bit lines that a tile takes, its spare ones among them. */
const widthOf = (tile: PlacedTile, hardware: Hardware): number => columnsOf(tile) + spareLines(hardware);

function requireApart(one: Placed, other: Placed, hardware: Hardware): void {
  const packing = hardware.placement?.packing ?? 'none';
  if (packing === 'none') reject('placement', 'two tiles share an array', 'expected one tile each');
  const names = `${one.tile.name} and ${other.tile.name}`;
  if (one.product === other.product)
    reject('placement', `${names} share an array`, 'expected tiles that are read at once in arrays of their own');
  const apart = (a: number, length: number, b: number, otherLength: number): boolean =>
    a + length <= b || b + otherLength <= a;
  const rows = apart(one.tile.firstRow, rowsOf(one.tile), other.tile.firstRow, rowsOf(other.tile));
  const columns = apart(
    one.tile.firstColumn,
    widthOf(one.tile, hardware),
    other.tile.firstColumn,
    widthOf(other.tile, hardware),
  );
  if (packing === 'block diagonal' ? !(rows && columns) : !(rows || columns))
    reject(
      'placement',
      `${names} share ${packing === 'shared rows' ? 'cells' : 'lines'}`,
      'expected places of their own',
    );
}
