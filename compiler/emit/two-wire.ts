import { checkTwoWire, type TwoWireArray } from '../../crossbar/two-wire.js';
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
import { columnCurrent } from './tile.js';

/** An array with a supply line beside every bit line, and its reads, ready to be written as a netlist. */
export interface TwoWireCircuit {
  readonly title: string;
  readonly array: TwoWireArray;
  /** V at the supply terminals; length cols. */
  readonly supply: Float64Array;
  /** 1 for each row that is on, 0 for each that is off, one array of length rows for each read. */
  readonly gates: readonly Float64Array[];
  /** V at which the bit lines are held, one array of length cols for each read; virtual ground where it is not there. */
  readonly bitVectors?: readonly Float64Array[];
  /** A out of the bit lines, one array of length cols for each read: what the simulator says. */
  readonly expected?: readonly Float64Array[];
  /** Lines for the header. */
  readonly notes?: readonly string[];
}

/**
 * The read-out of an array with supply lines as an ngspice netlist: all reads in one `.dc` sweep over their index.
 *
 * Supply line j is driven by the source vsupply{j} at node in{j}; the current of bit line j flows into the 0 V source
 * vsense{j}, behind which is a voltage at hold{j} where the line is held at one. Cell (i, j) joins s{i}_{j} on the supply
 * line to b{i}_{j} on the bit line; rs{i}_{j} and rb{i}_{j} are the segments, the first and last with driver and sense
 * resistance included, and rsf{j} and rbf{j} the far ends, as in crossbar/two-wire.ts. Nodes that 0 ohm joins are one, open
 * cells and ends are left out; both are exact.
 *
 * A cell whose row is on in all reads is the resistor rc{i}_{j}, and left out where it is on in none. Else it is the B
 * source bc{i}_{j}: its conductance times 1 − v(off{i}), which is 1 or 0 by the index, so that the circuit is linear at each
 * read. It is not written as v(on{i}), because ngspice begins with all nodes at 0 V, where a line that only cells hold
 * would float. InputError where a shape does not fit, a value is impossible or a line floats in some read.
 */
export function twoWireNetlist(circuit: TwoWireCircuit): string {
  checkShapes(circuit);
  const { array, gates, bitVectors, notes = [], expected } = circuit;
  const { rows, cols } = array;
  const each = (count: number, line: (k: number) => string): string[] =>
    Array.from({ length: count }, (_, k) => line(k));
  const switched = each(rows, String).filter(i => isSwitched(circuit, Number(i)));
  const off = gates.map(on => on.map(gate => 1 - gate));
  const senses = each(cols, columnCurrent);
  return [
    oneLine(circuit.title) || 'array',
    ...headerLines(
      `${rows} rows x ${cols} columns with supply lines, ${gates.length === 1 ? '1 read' : `${gates.length} reads`}`,
      notes,
      'column currents',
      expected,
    ),
    '',
    '* the index of the read as a voltage, and by it 1 for each row that is off',
    ...indexSource,
    ...switched.map(i => readSource(`boff${i} off${i}`, Number(i), off)),
    '',
    '* supply lines, first row to last',
    ...each(cols, j => `vsupply${j} in${j} 0 ${circuit.supply[j]!}`),
    ...supplyLines(array),
    '',
    `* bit lines, first row to last, into ${bitVectors ? 'the voltages that hold them' : 'virtual ground'}`,
    ...bitLines(array),
    ...each(cols, j => `vsense${j} out${j} ${bitVectors ? `hold${j}` : '0'} 0`),
    ...(bitVectors ? each(cols, j => readSource(`bhold${j} hold${j}`, j, bitVectors)) : []),
    '',
    '* cells',
    ...cells(circuit),
    '',
    switched.length > 0 ? `.options klu ${pivots} ${newtonOptions}` : '.options klu',
    `.dc iidx 0 ${gates.length - 1} 1`,
    wrap(['.save', ...senses]),
    wrap(['.print dc', ...senses]),
    '.end',
    '',
  ].join('\n');
}

/**
 * KLU keeps the pivots of the first read for all others. By default one may be a thousandth of the largest in its column,
 * which cost up to seven digits where cells were switched off beneath it.
 */
const pivots = 'pivrel=0.9';

/** Whether a row is on in some reads and off in others. */
const isSwitched = ({ gates }: TwoWireCircuit, row: number): boolean => gates.some(on => on[row] !== gates[0]![row]);

function* supplyLines(array: TwoWireArray): Generator<string> {
  const { rows, cols } = array;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++)
      yield* resistor(`rs${i}_${j}`, supplyNode(array, i - 1, j), supplyNode(array, i, j), supplySegment(array, i, j));
  for (let j = 0; j < cols; j++)
    yield* resistor(`rsf${j}`, `in${j}`, supplyNode(array, rows - 1, j), array.driverFar[j]!);
}

function* bitLines(array: TwoWireArray): Generator<string> {
  const { rows, cols } = array;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++)
      yield* resistor(`rb${i}_${j}`, bitNode(array, i, j), bitNode(array, i + 1, j), bitSegment(array, i, j));
  for (let j = 0; j < cols; j++) yield* resistor(`rbf${j}`, `out${j}`, bitNode(array, 0, j), array.senseFar[j]!);
}

function* cells(circuit: TwoWireCircuit): Generator<string> {
  const { array, gates } = circuit;
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++) {
      const siemens = array.conductance[i * array.cols + j]!;
      const [from, to] = [supplyNode(array, i, j), bitNode(array, i, j)];
      if (siemens === 0) continue;
      if (isSwitched(circuit, i)) yield `bc${i}_${j} ${from} ${to} i=(1-v(off${i}))*${siemens}*v(${from},${to})`;
      else if (gates[0]![i] === 1) yield* resistor(`rc${i}_${j}`, from, to, 1 / siemens);
    }
}

const supplySegment = (array: TwoWireArray, i: number, j: number): number =>
  array.supplySegments[i]! + (i === 0 ? array.driver[j]! : 0);

const bitSegment = (array: TwoWireArray, i: number, j: number): number =>
  array.bitSegments[i]! + (i === array.rows - 1 ? array.sense[j]! : 0);

/** The supply-line node at cell (i, j); row −1 is the source. */
function supplyNode(array: TwoWireArray, i: number, j: number): string {
  const at = lineNode(array.rows, i, k => supplySegment(array, k, j), array.driverFar[j]!);
  return at < 0 ? `in${j}` : `s${at}_${j}`;
}

/** The bit-line node at cell (i, j); row `rows` is the sense input. */
function bitNode(array: TwoWireArray, i: number, j: number): string {
  const last = array.rows - 1;
  const at = lineNode(array.rows, last - i, k => bitSegment(array, last - k, j), array.senseFar[j]!);
  return at < 0 ? `out${j}` : `b${last - at}_${j}`;
}

function checkShapes({ title, array, supply, gates, bitVectors, expected }: TwoWireCircuit): void {
  if (gates.length === 0) reject(`${title}: gates`, 'found none', 'expected at least one vector');
  for (const [k, on] of gates.entries()) checkTwoWire(array, on, `${title}: read ${k}`);
  checkVectors(`${title}: supply`, [supply], 1, array.cols);
  if (bitVectors) checkVectors(`${title}: bitVectors`, bitVectors, gates.length, array.cols);
  if (expected) checkVectors(`${title}: expected`, expected, gates.length, array.cols);
}
