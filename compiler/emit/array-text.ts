import type { CrossbarArray } from '../../crossbar/array.js';
import type { CellLaw } from '../../crossbar/cell-law.js';
import type { Block } from '../../crossbar/condense.js';
import { reject } from '../../edge/error.js';
import { lineNode, resistor, wrap } from './spice-text.js';

// The lines and cells of a block of an array as netlist lines; how they are named stands at `tileNetlist`.

/** All of an array as a block. */
export const wholeOf = ({ rows, cols }: CrossbarArray): Block => ({ i0: 0, i1: rows, j0: 0, j1: cols });

/** How the ohms of segments are written where they are not plain numbers, e.g. `{rword}`. */
export interface SegmentText {
  readonly word: (i: number, j: number) => string;
  readonly bit: (i: number, j: number) => string;
}

/**
 * Segments with a temperature coefficient (1/K) of their wire. Driver and sense resistances in them have none: what a
 * resistor has as a whole is the share of its wire.
 */
export function followingTemperature(array: CrossbarArray, coefficient: number): SegmentText {
  const text = (wire: number, ohm: number): string => `${ohm} tc1=${(coefficient * wire) / ohm}`;
  return {
    word: (i, j) => text(array.wordSegments[j]!, wordSegment(array, i, j)),
    bit: (i, j) => text(array.bitSegments[i]!, bitSegment(array, i, j)),
  };
}

/** The word-line segments of a block and, where it reaches the right edge of the array, the far ends. */
export function* wordLines(array: CrossbarArray, { i0, i1, j0, j1 }: Block, text?: SegmentText): Generator<string> {
  for (let i = i0; i < i1; i++) {
    for (let j = j0; j < j1; j++) {
      const [from, to] = [wordNode(array, i, j - 1), wordNode(array, i, j)];
      yield* resistor(`rw${i}_${j}`, from, to, wordSegment(array, i, j), text?.word(i, j));
    }
    if (j1 === array.cols) yield* resistor(`rwf${i}`, `in${i}`, wordNode(array, i, j1 - 1), array.driverFar[i]!);
  }
}

/** The bit-line segments of a block and, where it reaches the top edge of the array, the far ends. */
export function* bitLines(array: CrossbarArray, { i0, i1, j0, j1 }: Block, text?: SegmentText): Generator<string> {
  for (let i = i0; i < i1; i++)
    for (let j = j0; j < j1; j++) {
      const [from, to] = [bitNode(array, i, j), bitNode(array, i + 1, j)];
      yield* resistor(`rb${i}_${j}`, from, to, bitSegment(array, i, j), text?.bit(i, j));
    }
  if (i0 > 0) return;
  for (let j = j0; j < j1; j++) yield* resistor(`rbf${j}`, `out${j}`, bitNode(array, 0, j), array.senseFar[j]!);
}

/** How the capacitances of nodes are written; what is not there is not written. */
export interface CapacitanceText {
  readonly word?: string;
  readonly bit?: string;
  readonly cell?: string;
}

/**
 * The capacitances of all of an array: cw{i}_{j} and cb{i}_{j} from the nodes of its lines to ground, cc{i}_{j} across its
 * cells, also the open ones, as in crossbar/charged-array.ts. What stands at a terminal takes nothing from the lines and is
 * left out.
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

/** Which cells a netlist has: those of an array, or of a law in place of its conductances. */
interface CellCircuit {
  readonly title: string;
  readonly array: CrossbarArray;
  readonly law?: CellLaw;
}

/** Whether a cell, by its place in the array, is there at all: one that lets no current through is left out. */
export function conducting({
  array,
  law,
}: {
  array: CrossbarArray;
  law?: CellLaw | undefined;
}): (cell: number) => boolean {
  const { conductance } = array;
  if (!law) return cell => conductance[cell]! > 0;
  const volts = new Float64Array(conductance.length).fill(0.1);
  const [current, slope] = [new Float64Array(volts.length), new Float64Array(volts.length)];
  law.evaluate(volts, current, slope);
  return cell => current[cell] !== 0 || slope[cell] !== 0;
}

/** The cells of a block that conduct; nothing would hold the nodes inside the others. */
export function* cells({ title, array, law }: CellCircuit, { i0, i1, j0, j1 }: Block): Generator<string> {
  const isThere = conducting({ array, law });
  for (let i = i0; i < i1; i++)
    for (let j = j0; j < j1; j++) {
      const cell = i * array.cols + j;
      const [from, to] = [wordNode(array, i, j), bitNode(array, i, j)];
      if (!isThere(cell)) continue;
      if (law) yield* lawCell(law, cell, `${i}_${j}`, from, to, `${title}: cell [${i}][${j}]`);
      else yield* resistor(`rc${i}_${j}`, from, to, 1 / array.conductance[cell]!);
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

const wordSegment = (array: CrossbarArray, i: number, j: number): number =>
  array.wordSegments[j]! + (j === 0 ? array.driver[i]! : 0);

const bitSegment = (array: CrossbarArray, i: number, j: number): number =>
  array.bitSegments[i]! + (i === array.rows - 1 ? array.sense[j]! : 0);

/** The word-line node at cell (i, j); column -1 is the source. */
export function wordNode(array: CrossbarArray, i: number, j: number): string {
  const at = lineNode(array.cols, j, k => wordSegment(array, i, k), array.driverFar[i]!);
  return at < 0 ? `in${i}` : `w${i}_${at}`;
}

/** The bit-line node at cell (i, j); row `rows` is the sense input. */
export function bitNode(array: CrossbarArray, i: number, j: number): string {
  const last = array.rows - 1;
  const at = lineNode(array.rows, last - i, k => bitSegment(array, last - k, j), array.senseFar[j]!);
  return at < 0 ? `out${j}` : `b${last - at}_${j}`;
}
