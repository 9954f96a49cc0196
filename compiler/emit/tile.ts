import { type CrossbarArray, checkArray, checkWires } from '../../crossbar/array.js';
import { type CellLaw, checkLaw } from '../../crossbar/cell-law.js';
import type { WireTemperature } from '../../crossbar/wire-temperature.js';
import { reject } from '../../edge/error.js';
import { bitLines, cells, followingTemperature, wholeOf, wordLines } from './array-text.js';
import { checkVectors, headerLines, indexSource, newtonOptions, oneLine, readSource, wrap } from './spice-text.js';

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
  /** Where wires follow the temperature: `array` has them at its reference, and ngspice works out those at its `kelvin`. */
  readonly wires?: WireTemperature;
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
  const { array, law, vectors, bitVectors, wires, notes = [], expected } = circuit;
  const text = wires && followingTemperature(array, wires.coefficient);
  const whole = wholeOf(array);
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
    ...wordLines(array, whole, text),
    '',
    `* bit lines, top to bottom, into ${bitVectors ? 'the voltages that hold them' : 'virtual ground'}`,
    ...bitLines(array, whole, text),
    ...Array.from({ length: array.cols }, (_, j) => `vsense${j} out${j} ${bitVectors ? `hold${j}` : '0'} 0`),
    ...(bitVectors
      ? Array.from({ length: array.cols }, (_, j) => readSource(`bhold${j} hold${j}`, j, bitVectors))
      : []),
    '',
    '* cells',
    ...cells(circuit, whole),
    '',
    law ? `.options klu ${newtonOptions}` : '.options klu',
    ...(wires ? [`.options temp=${celsius(wires.kelvin)} tnom=${celsius(wires.reference)}`] : []),
    `.dc iidx 0 ${vectors.length - 1} 1`,
    wrap(['.save', ...currents(circuit)]),
    wrap(['.print dc', ...currents(circuit)]),
    '.end',
    '',
  ].join('\n');
}

const celsius = (kelvin: number): number => kelvin - 273.15;

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
