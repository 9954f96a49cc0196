import { type CrossbarArray, checkArray, checkWires } from '../../crossbar/array.js';
import type { CellLaw } from '../../crossbar/cell-law.js';
import { reject } from '../../edge/error.js';

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
  const { array, law, vectors, bitVectors } = circuit;
  return [
    oneLine(circuit.title) || 'tile',
    ...header(circuit),
    '',
    '* the index of the read as a voltage, and the row voltages by it',
    'iidx 0 idx 0',
    'ridx idx 0 1',
    ...Array.from({ length: array.rows }, (_, i) => source(`brow${i} in${i}`, i, vectors)),
    '',
    '* word lines, left to right',
    ...wordLines(array),
    '',
    `* bit lines, top to bottom, into ${bitVectors ? 'the voltages that hold them' : 'virtual ground'}`,
    ...bitLines(array),
    ...Array.from({ length: array.cols }, (_, j) => `vsense${j} out${j} ${bitVectors ? `hold${j}` : '0'} 0`),
    ...(bitVectors ? Array.from({ length: array.cols }, (_, j) => source(`bhold${j} hold${j}`, j, bitVectors)) : []),
    '',
    '* cells',
    ...(law ? lawCells(circuit, law) : linearCells(array)),
    '',
    law ? `.options klu ${newton}` : '.options klu',
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

/** A source from a node to ground with v = a_k at index k. One read is given twice: pwl() wants two points. */
function source(nameAndNode: string, line: number, vectors: readonly Float64Array[]): string {
  const points = vectors.length === 1 ? [vectors[0]!, vectors[0]!] : vectors;
  const table = points.map((v, k) => `${k},${v[line]!}`);
  return wrap([`${nameAndNode} 0 v=pwl(v(idx),`, `${table.join(', ')})`].join(' ').split(' '));
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

/** Newton's method in ngspice stops where nothing changes in the ninth digit, and may take its time. */
const newton = 'reltol=1e-9 abstol=1e-16 vntol=1e-12 itl1=1000 itl2=1000';

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

function* resistor(name: string, from: string, to: string, ohm: number): Generator<string> {
  if (ohm > 0 && ohm < Infinity && from !== to) yield `${name} ${from} ${to} ${ohm}`;
}

const wordSegment = (array: CrossbarArray, i: number, j: number): number =>
  array.wordSegments[j]! + (j === 0 ? array.driver[i]! : 0);

const bitSegment = (array: CrossbarArray, i: number, j: number): number =>
  array.bitSegments[i]! + (i === array.rows - 1 ? array.sense[j]! : 0);

/** The word-line node at cell (i, j); column -1 is the source. */
function wordNode(array: CrossbarArray, i: number, j: number): string {
  const ohm = (k: number): number => wordSegment(array, i, k);
  let at = j;
  while (at >= 0 && ohm(at) === 0) at--;
  const atSource = at < 0 || (array.driverFar[i] === 0 && joined(ohm, j + 1, array.cols));
  return atSource ? `in${i}` : `w${i}_${at}`;
}

/** The bit-line node at cell (i, j); row `rows` is the sense input. */
function bitNode(array: CrossbarArray, i: number, j: number): string {
  const ohm = (k: number): number => bitSegment(array, k, j);
  let at = i;
  while (at < array.rows && ohm(at) === 0) at++;
  const atSense = at === array.rows || (array.senseFar[j] === 0 && joined(ohm, 0, i));
  return atSense ? `out${j}` : `b${at}_${j}`;
}

/** Whether the segments from `first` to before `end` are all 0 ohm. */
function joined(ohm: (segment: number) => number, first: number, end: number): boolean {
  for (let k = first; k < end; k++) if (ohm(k) !== 0) return false;
  return true;
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

function checkShapes({ title, array, law, vectors, bitVectors, expected }: TileCircuit): void {
  (law ? checkWires : checkArray)(array, title);
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
  if (bitVectors && bitVectors.length !== vectors.length)
    reject(
      `${title}: bitVectors`,
      `found ${bitVectors.length} reads`,
      `expected ${vectors.length}, one for each vector`,
    );
  check('bitVectors', bitVectors ?? [], array.cols);
  if (expected && expected.length !== vectors.length)
    reject(`${title}: expected`, `found ${expected.length} reads`, `expected ${vectors.length}, one for each vector`);
  check('expected', expected ?? [], array.cols);
}
