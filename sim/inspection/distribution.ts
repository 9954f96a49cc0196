/** How often values of two lists occur, in the same bins of equal width. */
export interface Distribution {
  readonly from: number;
  readonly to: number;
  /** Of each bin. */
  readonly target: readonly number[];
  readonly programmed: readonly number[];
}

const bins = 20;

/** The conductances (S) of some tiles; a single bin where all are alike. */
export function distributionOf(
  tiles: readonly { readonly cells: { readonly target: Float64Array; readonly programmed: Float64Array } }[],
): Distribution {
  let [from, to] = [Infinity, -Infinity];
  for (const { cells } of tiles)
    for (const values of [cells.target, cells.programmed])
      for (const g of values) {
        if (g < from) from = g;
        if (g > to) to = g;
      }
  const count = to > from ? bins : 1;
  const counted = (list: 'target' | 'programmed'): number[] => {
    const out = new Array<number>(count).fill(0);
    for (const { cells } of tiles)
      for (const g of cells[list]) out[Math.min(Math.floor(((g - from) / (to - from)) * count) || 0, count - 1)]!++;
    return out;
  };
  return { from, to, target: counted('target'), programmed: counted('programmed') };
}
