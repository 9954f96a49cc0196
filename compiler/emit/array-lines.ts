import type { CrossbarArray } from '../../crossbar/array.js';
import type { CellLaw } from '../../crossbar/cell-law.js';
import { reject } from '../../edge/error.js';
import { lineNode, resistor, wrap } from './spice-text.js';

/**
 * The lines and cells of an array as elements of a netlist: what the flat read-out of a tile and its subcircuit share.
 *
 * Row i begins at node in{i}, column j ends at out{j}. Cell (i, j) is rc{i}_{j}, or bc{i}_{j} where it follows a law, between
 * w{i}_{j} on the word line and b{i}_{j} on the bit line; rw{i}_{j} and rb{i}_{j} are the segments, the first and last with
 * driver and sense resistance included, and rwf{i} and rbf{j} the far ends, as in crossbar/array.ts. A segment of 0 ohm
 * joins its two nodes under the name of the one nearer to the terminal; open cells and ends are left out; both are exact.
 */

/** How the ohms of segments are written where they are not plain numbers, e.g. `{rword}`. */
export interface SegmentText {
  readonly word: (i: number, j: number) => string;
  readonly bit: (i: number, j: number) => string;
}

/** The word lines, left to right. */
export function* wordLines(array: CrossbarArray, text?: SegmentText): Generator<string> {
  for (let i = 0; i < array.rows; i++) {
    for (let j = 0; j < array.cols; j++)
      yield* resistor(
        `rw${i}_${j}`,
        wordNode(array, i, j - 1),
        wordNode(array, i, j),
        wordSegment(array, i, j),
        text?.word(i, j),
      );
    yield* resistor(`rwf${i}`, `in${i}`, wordNode(array, i, array.cols - 1), array.driverFar[i]!);
  }
}

/** The bit lines, top to bottom. */
export function* bitLines(array: CrossbarArray, text?: SegmentText): Generator<string> {
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++)
      yield* resistor(
        `rb${i}_${j}`,
        bitNode(array, i, j),
        bitNode(array, i + 1, j),
        bitSegment(array, i, j),
        text?.bit(i, j),
      );
  for (let j = 0; j < array.cols; j++) yield* resistor(`rbf${j}`, `out${j}`, bitNode(array, 0, j), array.senseFar[j]!);
}

/** The cells: resistors, or sources with the expression of their law. InputError names a cell whose law has none. */
export function cells(array: CrossbarArray, where: string, law?: CellLaw): Generator<string> {
  return law ? lawCells(array, where, law) : linearCells(array);
}

/** How the capacitances of nodes are written; what is not there is not written. */
export interface CapacitanceText {
  readonly word?: string;
  readonly bit?: string;
  readonly cell?: string;
}

/**
 * The capacitances: cw{i}_{j} and cb{i}_{j} from the nodes of the lines to ground, cc{i}_{j} across the cells, also the open
 * ones, as in crossbar/charged-array.ts. What stands at a terminal takes nothing from the lines and is left out.
 */
export function* capacitors(array: CrossbarArray, { word, bit, cell }: CapacitanceText): Generator<string> {
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++) {
      const [from, to] = [wordNode(array, i, j), bitNode(array, i, j)];
      if (word && from !== `in${i}`) yield `cw${i}_${j} ${from} 0 ${word}`;
      if (bit && to !== `out${j}`) yield `cb${i}_${j} ${to} 0 ${bit}`;
      if (cell) yield `cc${i}_${j} ${from} ${to} ${cell}`;
    }
}

/** A cell of a law that lets no current through is left out, since nothing would hold the nodes inside it. */
function* lawCells(array: CrossbarArray, title: string, law: CellLaw): Generator<string> {
  const { rows, cols } = array;
  const volts = new Float64Array(rows * cols).fill(0.1);
  const [current, slope] = [new Float64Array(rows * cols), new Float64Array(rows * cols)];
  law.evaluate(volts, current, slope);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const cell = i * cols + j;
      const [from, to] = [wordNode(array, i, j), bitNode(array, i, j)];
      if (current[cell] !== 0 || slope[cell] !== 0)
        yield* lawCell(law, cell, `${i}_${j}`, from, to, `${title}: cell [${i}][${j}]`);
    }
}

function* lawCell(
  law: CellLaw,
  cell: number,
  name: string,
  from: string,
  to: string,
  where: string,
): Generator<string> {
  if (law.parts) {
    const inner = `m${name}`;
    yield* lawCell(law.parts[0], cell, `${name}a`, from, inner, where);
    yield* lawCell(law.parts[1], cell, `${name}b`, inner, to, where);
    return;
  }
  if (!law.expression)
    reject(where, 'found a law without an expression that ngspice can read', 'expected one of crossbar/cell-law.ts');
  yield wrap(`bc${name} ${from} ${to} i=${law.expression(cell, `v(${from},${to})`)}`.split(' '));
}

function* linearCells(array: CrossbarArray): Generator<string> {
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++) {
      const siemens = array.conductance[i * array.cols + j]!;
      if (siemens > 0) yield* resistor(`rc${i}_${j}`, wordNode(array, i, j), bitNode(array, i, j), 1 / siemens);
    }
}

const wordSegment = (array: CrossbarArray, i: number, j: number): number =>
  array.wordSegments[j]! + (j === 0 ? array.driver[i]! : 0);

const bitSegment = (array: CrossbarArray, i: number, j: number): number =>
  array.bitSegments[i]! + (i === array.rows - 1 ? array.sense[j]! : 0);

/** The word-line node at cell (i, j); column -1 is the source. */
function wordNode(array: CrossbarArray, i: number, j: number): string {
  const at = lineNode(array.cols, j, k => wordSegment(array, i, k), array.driverFar[i]!);
  return at < 0 ? `in${i}` : `w${i}_${at}`;
}

/** The bit-line node at cell (i, j); row `rows` is the sense input. */
function bitNode(array: CrossbarArray, i: number, j: number): string {
  const last = array.rows - 1;
  const at = lineNode(array.rows, last - i, k => bitSegment(array, last - k, j), array.senseFar[j]!);
  return at < 0 ? `out${j}` : `b${last - at}_${j}`;
}
