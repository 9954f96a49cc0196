import { type CrossbarArray, checkArray } from '../../crossbar/array.js';
import { reject } from '../../edge/error.js';

/** One programmed array with the voltages applied to it, ready to be written as a netlist. */
export interface TileCircuit {
  readonly title: string;
  readonly array: CrossbarArray;
  /** V on the rows, one array of length rows for each read. */
  readonly vectors: readonly Float64Array[];
  /** A out of the columns, one array of length cols for each read: what the behavioural simulator says. */
  readonly expected?: readonly Float64Array[];
  /** Lines for the header, e.g. which layer, seed and time after programming. */
  readonly notes?: readonly string[];
}

/** Name of the vector with the current out of a column in ngspice's results. */
export const columnCurrent = (column: number): string => `i(vsense${column})`;

/**
 * The read-out of a tile as an ngspice netlist: all reads in one `.dc` sweep over their index.
 *
 * Row i is driven at node in{i} by a B source that looks its voltage up by the index; the current of column j flows
 * into the 0 V source vsense{j}. Cell (i, j) is rc{i}_{j} between w{i}_{j} on the word line and b{i}_{j} on the bit
 * line; rw{i}_{j} and rb{i}_{j} are the segments, the first and last with driver and sense resistance included, as in
 * crossbar/array.ts. A segment of 0 ohm joins its two nodes under the name of the one nearer to the source or sense, an
 * open cell is left out; both are exact. Numbers have as many digits as it takes to read the same float64 back.
 * The index is the voltage of a current source on 1 ohm: as a voltage source, ngspice's KLU would take twice the memory
 * and 2.6 times the time (101×200 cells, 8 reads). InputError where a shape does not fit or a value is impossible.
 */
export function tileNetlist(circuit: TileCircuit): string {
  checkShapes(circuit);
  const { array, vectors } = circuit;
  return [
    oneLine(circuit.title) || 'tile',
    ...header(circuit),
    '',
    '* the index of the read as a voltage, and the row voltages by it',
    'iidx 0 idx 0',
    'ridx idx 0 1',
    ...Array.from({ length: array.rows }, (_, i) => rowSource(i, vectors)),
    '',
    '* word lines, left to right',
    ...wordLines(array),
    '',
    '* bit lines, top to bottom, into virtual ground',
    ...bitLines(array),
    ...Array.from({ length: array.cols }, (_, j) => `vsense${j} out${j} 0 0`),
    '',
    '* cells',
    ...cells(array),
    '',
    '.options klu',
    `.dc iidx 0 ${vectors.length - 1} 1`,
    wrap(['.save', ...senses(array)]),
    wrap(['.print dc', ...senses(array)]),
    '.end',
    '',
  ].join('\n');
}

function header({ array, vectors, expected, notes = [] }: TileCircuit): string[] {
  const reads = vectors.length === 1 ? '1 read' : `${vectors.length} reads`;
  return [
    `${array.rows} rows x ${array.cols} columns, ${reads}, written by Ohmweave.`,
    ...notes.flatMap(note => note.split(/\r?\n/)),
    'Run:    ngspice -b FILE              prints the column currents (A) by the index of the read',
    '        ngspice -b -r out.raw FILE   writes them with full precision',
    ...(expected
      ? [
          'Expect: the currents below, from the behavioural simulator, to 1e-6 of the largest.',
          ...expected.flatMap((currents, k) => wrap([`read ${k}:`, ...Array.from(currents, String)]).split('\n')),
        ]
      : []),
  ].map(line => `* ${line}`);
}

/** v = a_k at index k. One read is given twice: pwl() wants two points. */
function rowSource(row: number, vectors: readonly Float64Array[]): string {
  const points = vectors.length === 1 ? [vectors[0]!, vectors[0]!] : vectors;
  const table = points.map((v, k) => `${k},${v[row]!}`);
  return wrap([`brow${row} in${row} 0 v=pwl(v(idx),`, `${table.join(', ')})`].join(' ').split(' '));
}

function* wordLines(array: CrossbarArray): Generator<string> {
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++)
      yield* resistor(`rw${i}_${j}`, wordNode(array, i, j - 1), wordNode(array, i, j), wordSegment(array, i, j));
}

function* bitLines(array: CrossbarArray): Generator<string> {
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++)
      yield* resistor(`rb${i}_${j}`, bitNode(array, i, j), bitNode(array, i + 1, j), bitSegment(array, i, j));
}

function* cells(array: CrossbarArray): Generator<string> {
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++) {
      const siemens = array.conductance[i * array.cols + j]!;
      if (siemens > 0) yield* resistor(`rc${i}_${j}`, wordNode(array, i, j), bitNode(array, i, j), 1 / siemens);
    }
}

function* resistor(name: string, from: string, to: string, ohm: number): Generator<string> {
  if (ohm > 0) yield `${name} ${from} ${to} ${ohm}`;
}

const wordSegment = (array: CrossbarArray, i: number, j: number): number =>
  array.wordSegments[j]! + (j === 0 ? array.driver[i]! : 0);

const bitSegment = (array: CrossbarArray, i: number, j: number): number =>
  array.bitSegments[i]! + (i === array.rows - 1 ? array.sense[j]! : 0);

/** The word-line node at cell (i, j); column -1 is the source. */
function wordNode(array: CrossbarArray, i: number, j: number): string {
  let at = j;
  while (at >= 0 && wordSegment(array, i, at) === 0) at--;
  return at < 0 ? `in${i}` : `w${i}_${at}`;
}

/** The bit-line node at cell (i, j); row `rows` is the sense input. */
function bitNode(array: CrossbarArray, i: number, j: number): string {
  let at = i;
  while (at < array.rows && bitSegment(array, at, j) === 0) at++;
  return at === array.rows ? `out${j}` : `b${at}_${j}`;
}

const senses = (array: CrossbarArray): string[] => Array.from({ length: array.cols }, (_, j) => columnCurrent(j));

/** Words in lines of at most 100 characters or so, continued with `+`. */
function wrap(words: readonly string[]): string {
  const lines: string[] = [];
  let line = words[0] ?? '';
  for (const word of words.slice(1)) {
    if (line.length + word.length < 100) line += ` ${word}`;
    else {
      lines.push(line);
      line = `+ ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function checkShapes({ title, array, vectors, expected }: TileCircuit): void {
  checkArray(array, title);
  const check = (name: string, lists: readonly Float64Array[], length: number): void => {
    for (const [k, values] of lists.entries()) {
      const where = `${title}: ${name}[${k}]`;
      if (values.length !== length) reject(where, `found ${values.length} values`, `expected ${length}`);
      const wrong = values.findIndex(value => !Number.isFinite(value));
      if (wrong >= 0) reject(`${where}[${wrong}]`, `found ${values[wrong]}`, 'expected a finite number');
    }
  };
  if (vectors.length === 0) reject(`${title}: vectors`, 'found none', 'expected at least one');
  check('vectors', vectors, array.rows);
  if (expected && expected.length !== vectors.length)
    reject(`${title}: expected`, `found ${expected.length} reads`, `expected ${vectors.length}, one for each vector`);
  check('expected', expected ?? [], array.cols);
}
