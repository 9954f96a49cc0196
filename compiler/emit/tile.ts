import { type CrossbarArray, checkArray, checkWires } from '../../crossbar/array.js';
import { type CellLaw, checkLaw } from '../../crossbar/cell-law.js';
import { reject } from '../../edge/error.js';
import {
  checkVectors,
  headerLines,
  indexSource,
  lineNode,
  newtonOptions,
  oneLine,
  readSource,
  resistor,
  wrap,
} from './spice-text.js';

/** One programmed array with the voltages applied to it, ready to be written as a netlist. */
export interface TileCircuit {
  readonly title: string;
  readonly array: CrossbarArray;
  /** Where the cells are not linear: what each does, in place of its conductance. */
  readonly law?: CellLaw;
  /** V on the rows, one array of length rows for each read. */
  readonly vectors: readonly Float64Array[];
  /** V at which the columns are held, one array of length cols for each read; virtual ground where it is not there. */
  readonly bitVectors?: readonly Float64Array[];
  /** Which currents are printed: out of the columns, or in a transposed read those out of the rows. Default 'columns'. */
  readonly read?: 'columns' | 'rows';
  /** A out of these lines, one array for each read: what the behavioural simulator says. */
  readonly expected?: readonly Float64Array[];
  /** Lines for the header, e.g. which layer, seed and time after programming. */
  readonly notes?: readonly string[];
}

/** Name of the vector with the current out of a column in ngspice's results. */
export const columnCurrent = (column: number): string => `i(vsense${column})`;

/** The same for the current out of a row, where the rows are read. */
export const rowCurrent = (row: number): string => `i(brow${row})`;

/**
 * The read-out of a tile as an ngspice netlist: all reads in one `.dc` sweep over their index.
 *
 * Row i is driven at node in{i} by a B source that looks its voltage up by the index; the current of column j flows
 * into the 0 V source vsense{j}. Cell (i, j) is rc{i}_{j} between w{i}_{j} on the word line and b{i}_{j} on the bit
 * line; rw{i}_{j} and rb{i}_{j} are the segments, the first and last with driver and sense resistance included, and
 * rwf{i} and rbf{j} the far ends, as in crossbar/array.ts. A segment of 0 ohm joins its two nodes under the name of the one
 * nearer to the source or sense; open cells and ends are left out; both are exact. A column that is held at a voltage has
 * it behind its vsense{j}, at hold{j}. Numbers have as many digits as it takes to read the same float64 back.
 *
 * A nonlinear cell is the B source bc{i}_{j} with the law's own expression; laws in series have a node of their own,
 * m{i}_{j}, between bc{i}_{j}a and bc{i}_{j}b.
 *
 * The index is the voltage of a current source on 1 ohm: as a voltage source, ngspice's KLU would take twice the memory
 * and 2.6 times the time (101×200 cells, 8 reads). InputError where a shape does not fit, a value is impossible or a law
 * has no expression.
 */
export function tileNetlist(circuit: TileCircuit): string {
  checkShapes(circuit);
  const { array, law, vectors, bitVectors, notes = [], expected } = circuit;
  return [
    oneLine(circuit.title) || 'tile',
    ...headerLines(
      `${array.rows} rows x ${array.cols} columns, ${vectors.length === 1 ? '1 read' : `${vectors.length} reads`}`,
      notes,
      circuit.read === 'rows' ? 'row currents' : 'column currents',
      expected,
    ),
    '',
    '* the index of the read as a voltage, and the row voltages by it',
    ...indexSource,
    ...Array.from({ length: array.rows }, (_, i) => readSource(`brow${i} in${i}`, i, vectors)),
    '',
    '* word lines, left to right',
    ...wordLines(array),
    '',
    `* bit lines, top to bottom, into ${bitVectors ? 'the voltages that hold them' : 'virtual ground'}`,
    ...bitLines(array),
    ...Array.from({ length: array.cols }, (_, j) => `vsense${j} out${j} ${bitVectors ? `hold${j}` : '0'} 0`),
    ...(bitVectors
      ? Array.from({ length: array.cols }, (_, j) => readSource(`bhold${j} hold${j}`, j, bitVectors))
      : []),
    '',
    '* cells',
    ...(law ? lawCells(circuit, law) : linearCells(array)),
    '',
    law ? `.options klu ${newtonOptions}` : '.options klu',
    `.dc iidx 0 ${vectors.length - 1} 1`,
    wrap(['.save', ...currents(circuit)]),
    wrap(['.print dc', ...currents(circuit)]),
    '.end',
    '',
  ].join('\n');
}

function* wordLines(array: CrossbarArray): Generator<string> {
  for (let i = 0; i < array.rows; i++) {
    for (let j = 0; j < array.cols; j++)
      yield* resistor(`rw${i}_${j}`, wordNode(array, i, j - 1), wordNode(array, i, j), wordSegment(array, i, j));
    yield* resistor(`rwf${i}`, `in${i}`, wordNode(array, i, array.cols - 1), array.driverFar[i]!);
  }
}

function* bitLines(array: CrossbarArray): Generator<string> {
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++)
      yield* resistor(`rb${i}_${j}`, bitNode(array, i, j), bitNode(array, i + 1, j), bitSegment(array, i, j));
  for (let j = 0; j < array.cols; j++) yield* resistor(`rbf${j}`, `out${j}`, bitNode(array, 0, j), array.senseFar[j]!);
}

/** A cell of a law that lets no current through is left out, since nothing would hold the nodes inside it. */
function* lawCells({ array, title }: TileCircuit, law: CellLaw): Generator<string> {
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

const currents = ({ array, read }: TileCircuit): string[] =>
  read === 'rows'
    ? Array.from({ length: array.rows }, (_, i) => rowCurrent(i))
    : Array.from({ length: array.cols }, (_, j) => columnCurrent(j));

function checkShapes({ title, array, law, vectors, bitVectors, read, expected }: TileCircuit): void {
  (law ? checkWires : checkArray)(array, title);
  if (law) checkLaw(law, array, title);
  if (vectors.length === 0) reject(`${title}: vectors`, 'found none', 'expected at least one');
  checkVectors(`${title}: vectors`, vectors, vectors.length, array.rows);
  if (bitVectors) checkVectors(`${title}: bitVectors`, bitVectors, vectors.length, array.cols);
  const lines = read === 'rows' ? array.rows : array.cols;
  if (expected) checkVectors(`${title}: expected`, expected, vectors.length, lines);
}
