import { reject } from '../edge/error.js';

/**
 * The used region of one crossbar as a linear resistive network.
 *
 * Rows are word lines, driven at the left; columns are bit lines, sensed at the bottom at virtual ground; the other ends
 * float. Cell (i, j) joins word line i to bit line j. Word-line segment (i, j) lies on the driver side of cell (i, j),
 * bit-line segment (i, j) on the sense side of it, so a line of n cells has n segments; the driver resistance adds to
 * the first segment of its row and the sense resistance to the last segment of its column (badcrossbar's convention,
 * with drivers and sense on top of it). Any resistance may be 0 and any cell open.
 */
export interface CrossbarArray {
  readonly rows: number;
  readonly cols: number;
  /** S, rows × cols, row-major; 0 is an open cell. */
  readonly conductance: Float64Array;
  /** ohm of the word-line segment before column j, the same in every row; length cols. */
  readonly wordSegments: Float64Array;
  /** ohm of the bit-line segment after row i, the same in every column; length rows. */
  readonly bitSegments: Float64Array;
  /** ohm between the source of row i and its first segment: driver, and the line up to the used region; length rows. */
  readonly driver: Float64Array;
  /** ohm between the last segment of column j and virtual ground: the line below the used region, and sense; length cols. */
  readonly sense: Float64Array;
}

/** The wires of an array in which every segment of a family is alike; ohm. */
export interface UniformWires {
  readonly wordLine: number;
  readonly bitLine: number;
  readonly driver?: number;
  readonly sense?: number;
}

/** Makes an array of cell conductances (S, row-major) with uniform wires. RangeError where the sizes do not fit. */
export function crossbarArray(
  rows: number,
  cols: number,
  conductance: Float64Array,
  wires: UniformWires,
): CrossbarArray {
  if (conductance.length !== rows * cols) {
    throw new RangeError(`${rows}×${cols} array needs ${rows * cols} conductances, got ${conductance.length}`);
  }
  return {
    rows,
    cols,
    conductance,
    wordSegments: new Float64Array(cols).fill(wires.wordLine),
    bitSegments: new Float64Array(rows).fill(wires.bitLine),
    driver: new Float64Array(rows).fill(wires.driver ?? 0),
    sense: new Float64Array(cols).fill(wires.sense ?? 0),
  };
}

/** Refuses an array that no circuit can be: InputError names the first value that is not a finite number ≥ 0. */
export function checkArray(array: CrossbarArray, where = 'crossbar'): void {
  const { rows, cols } = array;
  const check = (name: string, values: Float64Array, length: number, unit: string, at: (k: number) => string): void => {
    if (values.length !== length) reject(`${where}: ${name}`, `found ${values.length} values`, `expected ${length}`);
    const wrong = values.findIndex(value => !(value >= 0 && value < Infinity));
    if (wrong >= 0)
      reject(`${where}: ${name}${at(wrong)}`, `found ${values[wrong]} ${unit}`, `expected a finite number ≥ 0 ${unit}`);
  };
  const index = (k: number): string => `[${k}]`;
  if (!(rows >= 1 && cols >= 1))
    reject(where, `found ${rows}×${cols} cells`, 'expected at least one word line and bit line');
  check('conductance', array.conductance, rows * cols, 'S', k => `[${Math.floor(k / cols)}][${k % cols}]`);
  check('wordSegments', array.wordSegments, cols, 'ohm', index);
  check('bitSegments', array.bitSegments, rows, 'ohm', index);
  check('driver', array.driver, rows, 'ohm', index);
  check('sense', array.sense, cols, 'ohm', index);
}
