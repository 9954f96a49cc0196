import { type CellLaw, linearCells } from '../../crossbar/cell-law.js';

/**
 * Linear cells that have other conductances (S) in every read of a netlist: those of `reads[k]` where the index is k. As a
 * law they are the largest of each: it is only for netlists.
 */
export function indexedCells(reads: readonly Float64Array[]): CellLaw {
  const first = reads[0]!;
  // A cell is there where any read has it.
  const most = first.map((_, cell) => reads.reduce((high, g) => Math.max(high, g[cell]!), 0));
  const points = reads.length === 1 ? [first, first] : reads;
  return {
    ...linearCells(most),
    expression: (cell, volt) => `(${volt})*pwl(v(idx), ${points.map((g, k) => `${k},${g[cell]}`).join(', ')})`,
  };
}
