/** Ways to put tiles into arrays: one in each, corner to corner, or as rectangles anywhere. */
export const packings = ['none', 'block diagonal', 'shared rows'] as const;
export type Packing = (typeof packings)[number];

/** What is to be placed: cells, and a group of which no two may share an array. */
export interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly group: string;
}

/** Where a block stands: the array, and the first bit line and word line, counted from the corner of drivers and sense amplifiers. */
export interface Spot {
  readonly array: number;
  readonly column: number;
  readonly row: number;
}

/**
 * Puts blocks into as few arrays of `rows` × `columns` as it can without trying all ways, always in the same one: the largest
 * first, each to the array and place that it fits best, or into a new one.
 *
 *     none             an array for each, in the given order
 *     block diagonal   no two share a row or a column: each begins where the one before ends, in both directions
 *     shared rows      no two share a cell: maximal rectangles, best short side fit (Jylänki, "A thousand ways to pack the bin",
 *                      2010), without turning blocks
 *
 * Arrays are numbered by their first block in the given order. Every block must fit an array.
 */
export function pack(
  blocks: readonly Block[],
  array: { readonly rows: number; readonly columns: number },
  packing: Packing,
): Spot[] {
  if (packing === 'none') return blocks.map((_, array) => ({ array, column: 0, row: 0 }));
  const area = ({ rows, columns }: Block): number => rows * columns;
  const order = [...blocks.keys()].sort((a, b) => area(blocks[b]!) - area(blocks[a]!) || a - b);
  const open: OpenArray[] = [];
  const spots = new Map<number, Spot>();
  for (const k of order) {
    const block = blocks[k]!;
    let best: { readonly at: number; readonly place: Place } | undefined;
    for (const [at, { groups, free }] of open.entries()) {
      if (groups.has(block.group)) continue;
      const place = bestPlace(free, block);
      if (place && (!best || place.left < best.place.left)) best = { at, place };
    }
    if (!best) {
      const whole = { column: 0, row: 0, columns: array.columns, rows: array.rows };
      open.push({ groups: new Set(), free: [whole] });
      best = { at: open.length - 1, place: { ...whole, left: 0 } };
    }
    const { groups, free } = open[best.at]!;
    const { column, row } = best.place;
    groups.add(block.group);
    spots.set(k, { array: best.at, column, row });
    const taken = { column, row, columns: block.columns, rows: block.rows };
    open[best.at] = { groups, free: packing === 'block diagonal' ? beyond(free, taken) : without(free, taken) };
  }
  const numbers = new Map<number, number>();
  return blocks.map((_, k) => {
    const spot = spots.get(k)!;
    if (!numbers.has(spot.array)) numbers.set(spot.array, numbers.size);
    return { ...spot, array: numbers.get(spot.array)! };
  });
}

interface Rectangle {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

interface OpenArray {
  readonly groups: Set<string>;
  /** Where something may still stand, overlapping each other. */
  readonly free: readonly Rectangle[];
}

/** A place for a block, and how many lines are left over at the shorter side. */
interface Place {
  readonly column: number;
  readonly row: number;
  readonly left: number;
}

/** Of the rectangles that a block fits into the one that leaves least at its shorter side; of several the one nearest to the corner. */
function bestPlace(free: readonly Rectangle[], { rows, columns }: Block): Place | undefined {
  let best: Place | undefined;
  for (const rectangle of free) {
    if (rectangle.rows < rows || rectangle.columns < columns) continue;
    const { column, row } = rectangle;
    const left = Math.min(rectangle.rows - rows, rectangle.columns - columns);
    const nearer = (other: Place): boolean => row + column < other.row + other.column;
    if (!best || left < best.left || (left === best.left && nearer(best))) best = { column, row, left };
  }
  return best;
}

/** What is free beyond both ends of a rectangle in the corner of what was. */
function beyond(free: readonly Rectangle[], { column, row, columns, rows }: Rectangle): Rectangle[] {
  return free
    .map(one => ({
      column: column + columns,
      row: row + rows,
      columns: one.column + one.columns - column - columns,
      rows: one.row + one.rows - row - rows,
    }))
    .filter(isSomething);
}

const isSomething = ({ rows, columns }: Rectangle): boolean => rows > 0 && columns > 0;

/** The maximal rectangles that are free without one of them. */
function without(free: readonly Rectangle[], taken: Rectangle): Rectangle[] {
  const parts = free.flatMap(one => {
    const [right, top] = [one.column + one.columns, one.row + one.rows];
    const [takenRight, takenTop] = [taken.column + taken.columns, taken.row + taken.rows];
    if (taken.column >= right || takenRight <= one.column || taken.row >= top || takenTop <= one.row) return [one];
    return [
      { ...one, columns: taken.column - one.column },
      { ...one, column: takenRight, columns: right - takenRight },
      { ...one, rows: taken.row - one.row },
      { ...one, row: takenTop, rows: top - takenTop },
    ].filter(isSomething);
  });
  return parts.filter(
    (one, k) => !parts.some((other, at) => at !== k && holds(other, one) && (at < k || !holds(one, other))),
  );
}

const holds = (outer: Rectangle, inner: Rectangle): boolean =>
  outer.column <= inner.column &&
  outer.row <= inner.row &&
  outer.column + outer.columns >= inner.column + inner.columns &&
  outer.row + outer.rows >= inner.row + inner.rows;
