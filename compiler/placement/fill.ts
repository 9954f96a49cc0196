import { type AdderTree, adderTree } from '../adder-tree.js';
import { columnsOf, rowsOf } from '../plan.js';
import type { Program } from '../program-record.js';
import { setsOf } from './duplicates.js';

/** A tile on its array: the first word line and bit line that it takes, and how many. */
export interface PlacedBlock {
  readonly tile: string;
  readonly product: string;
  readonly firstRow: number;
  readonly rows: number;
  readonly firstColumn: number;
  readonly columns: number;
}

export interface FilledArray {
  readonly array: number;
  readonly blocks: readonly PlacedBlock[];
  /** Share of its cells that hold a weight's device. */
  readonly fill: number;
}

export interface ProductPlaces {
  readonly product: string;
  readonly tiles: number;
  readonly cells: number;
  readonly sets: number;
  readonly adders: AdderTree;
}

/** How full the arrays of a program are. */
export interface FillReport {
  readonly arrays: readonly FilledArray[];
  readonly products: readonly ProductPlaces[];
  /** Share of all cells. */
  readonly fill: number;
  /** Arrays that the same tiles would take with one in each. */
  readonly unpacked: number;
}

export function fillReport({ plans, hardware }: Program): FillReport {
  const { rows, columns } = hardware.array;
  const found = new Map<number, PlacedBlock[]>();
  for (const plan of plans)
    for (const { tiles } of setsOf(plan))
      for (const tile of tiles) {
        const { name, macro, firstRow, firstColumn } = tile;
        const block = {
          tile: name,
          product: plan.name,
          firstRow,
          firstColumn,
          rows: rowsOf(tile),
          columns: columnsOf(tile),
        };
        found.set(macro, [...(found.get(macro) ?? []), block]);
      }
  const cellsOf = (blocks: readonly PlacedBlock[]): number =>
    blocks.reduce((sum, one) => sum + one.rows * one.columns, 0);
  const arrays = [...found]
    .sort(([a], [b]) => a - b)
    .map(([array, blocks]) => ({ array, blocks, fill: cellsOf(blocks) / (rows * columns) }));
  const blocks = arrays.flatMap(one => one.blocks);
  const products = plans.map(plan => {
    const own = blocks.filter(({ product }) => product === plan.name);
    const sets = 1 + (plan.duplicates?.length ?? 0);
    return { product: plan.name, tiles: own.length, cells: cellsOf(own), sets, adders: adderTree(plan, hardware) };
  });
  const fill = arrays.reduce((sum, one) => sum + one.fill, 0) / Math.max(arrays.length, 1);
  return { arrays, products, fill, unpacked: blocks.length };
}
