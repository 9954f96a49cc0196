import type { CrossbarArray } from '../../crossbar/array.js';
import { type CellLaw, checkLaw } from '../../crossbar/cell-law.js';
import { otherSources, restNodes, type Window, type WindowRest, windowRest } from '../../crossbar/window.js';
import { reject } from '../../edge/error.js';
import { bitLines, bitNode, cells, conducting, wordLines, wordNode } from './array-text.js';
import {
  checkVectors,
  headerLines,
  indexSource,
  newtonOptions,
  oneLine,
  readSource,
  resistor,
  wrap,
} from './spice-text.js';
import { columnCurrent, type TileCircuit } from './tile.js';

/**
 * A window of an array that is too large for ngspice, with the voltages applied to the whole array. Cells outside the
 * window are linear, with the conductances of `array`; those inside follow `law`, a law for all cells of the array, where
 * there is one. Lengths of vectors are those of the whole array.
 */
export interface WindowCircuit
  extends Pick<TileCircuit, 'title' | 'array' | 'law' | 'vectors' | 'bitVectors' | 'notes'> {
  readonly window: Window;
  /** What the behavioural simulator says, one for each read. */
  readonly expected?: readonly WindowCurrents[];
}

/** A, out of all columns of an array and through all its cells, from word line to bit line; row-major. */
export interface WindowCurrents {
  readonly outputs: Float64Array;
  readonly cellCurrent: Float64Array;
}

/** A cell that a window's netlist has. */
export interface ProbedCell {
  readonly row: number;
  readonly column: number;
  /** What ngspice calls its current; in its results it is the vector i(probe). */
  readonly probe: string;
}

/** The cells of a window that let a current through, row by row. */
export function probedCells({ array, law, window }: Pick<WindowCircuit, 'array' | 'law' | 'window'>): ProbedCell[] {
  const isThere = conducting({ array, law });
  const found: ProbedCell[] = [];
  for (let row = window.i0; row < window.i1; row++)
    for (let column = window.j0; column < window.j1; column++)
      if (isThere(row * array.cols + column))
        found.push({ row, column, probe: `@${law ? 'bc' : 'rc'}${row}_${column}${law ? firstPart(law) : ''}[i]` });
  return found;
}

/** Of laws in series each has a source of its own, and all the same current. */
const firstPart = ({ parts }: CellLaw): string => (parts ? `a${firstPart(parts[0])}` : '');

/**
 * A window of an array as an ngspice netlist: cells, segments and names as in `tileNetlist`, and the rest of the array as the
 * exact mesh of resistances that is equivalent to it (`windowRest`), so that currents and voltages in the window are those
 * of the full netlist. All reads are in one `.dc` sweep over their index.
 *
 * rm{a}_{b} joins the nodes a and b of the mesh, numbered as by `restNodes`; e{a} is what all drivers and sense inputs of
 * other rows and columns are to node a, one source behind re{a}. The rows and columns of the window keep their own, so
 * that the current of their columns can be read.
 *
 * That is exact for a linear rest. Where cells outside follow a law too, they must be given as the conductances that they
 * have at the operating point of one read (`chords`): the netlist is then exact for this read alone.
 *
 * `rest` is that of the same array and window, if it was made elsewhere. InputError where a shape does not fit, a value is
 * impossible or a law has no expression.
 */
export function windowNetlist(circuit: WindowCircuit, rest = windowRest(circuit.array, circuit.window)): string {
  checkShapes(circuit);
  const { array, law, vectors, bitVectors, window } = circuit;
  const { i0, i1, j0, j1 } = window;
  const rows = Array.from({ length: i1 - i0 }, (_, k) => i0 + k);
  const columns = Array.from({ length: j1 - j0 }, (_, k) => j0 + k);
  const probed = probedCells(circuit);
  const shown = shownCells(probed, window);
  const probes = (of: readonly ProbedCell[]): string[] => of.map(({ probe }) => probe);
  return [
    oneLine(circuit.title) || 'window',
    ...header(circuit, shown),
    '',
    '* the index of the read as a voltage, and the voltages of the rows of the window by it',
    ...indexSource,
    ...rows.map(i => readSource(`brow${i} in${i}`, i, vectors)),
    '',
    '* word lines, left to right',
    ...wordLines(array, window),
    '',
    `* bit lines, top to bottom, into ${bitVectors ? 'the voltages that hold them' : 'virtual ground'}`,
    ...bitLines(array, window),
    ...columns.map(j => `vsense${j} out${j} ${bitVectors ? `hold${j}` : '0'} 0`),
    ...(bitVectors ? columns.map(j => readSource(`bhold${j} hold${j}`, j, bitVectors)) : []),
    '',
    '* cells',
    ...cells(circuit, window),
    '',
    '* the rest of the array: between the edges of the window and the terminals of its lines, and to all others',
    ...restLines(circuit, rest),
    '',
    law ? `.options klu ${newtonOptions}` : '.options klu',
    `.dc iidx 0 ${vectors.length - 1} 1`,
    wrap(['.save', ...columns.map(columnCurrent), ...probes(probed)]),
    wrap(['.print dc', ...columns.map(columnCurrent), ...probes(shown)]),
    '.end',
    '',
  ].join('\n');
}

function* restLines({ array, window, vectors, bitVectors }: WindowCircuit, rest: WindowRest): Generator<string> {
  const names = nodeNames(array, window);
  const { mesh } = rest;
  for (let a = 0; a < mesh.rows; a++)
    for (let b = a + 1; b < mesh.cols; b++)
      yield* resistor(`rm${a}_${b}`, names[a]!, names[b]!, 1 / mesh.data[a * mesh.cols + b]!);
  const ground = new Float64Array(array.cols);
  const sources = vectors.map((word, k) => otherSources(rest, { word, bit: bitVectors?.[k] ?? ground }));
  const volts = sources.map(source => source.volts);
  for (const [a, siemens] of sources[0]!.siemens.entries()) {
    const ohm = 1 / siemens;
    if (ohm === Infinity) continue;
    yield readSource(`be${a} e${a}`, a, volts);
    yield* resistor(`re${a}`, `e${a}`, names[a]!, ohm);
  }
}

/** The netlist's names of the nodes of `restNodes`; nodes that 0 ohm joins have the same. */
function nodeNames(array: CrossbarArray, window: Window): string[] {
  const { i0, i1, j0, j1 } = window;
  const nodes = restNodes(window, array);
  const names = new Array<string>(nodes.count);
  for (let i = i0; i < i1; i++) {
    names[nodes.left(i)] = wordNode(array, i, j0 - 1);
    if (j1 < array.cols) names[nodes.right(i)] = wordNode(array, i, j1 - 1);
    names[nodes.word(i)] = `in${i}`;
  }
  for (let j = j0; j < j1; j++) {
    names[nodes.bottom(j)] = bitNode(array, i1, j);
    if (i0 > 0) names[nodes.top(j)] = bitNode(array, i0, j);
    names[nodes.bit(j)] = `out${j}`;
  }
  return names;
}

function header(
  { array, law, vectors, window, notes = [], expected }: WindowCircuit,
  shown: readonly ProbedCell[],
): string[] {
  const { i0, i1, j0, j1 } = window;
  const reads = vectors.length === 1 ? '1 read' : `${vectors.length} reads`;
  const through = ({ row, column, probe }: ProbedCell, amps: readonly WindowCurrents[]): string =>
    `${probe}: ${amps.map(({ cellCurrent }) => cellCurrent[row * array.cols + column]!).join(' ')}`;
  return headerLines(
    `rows ${i0} to ${i1 - 1} and columns ${j0} to ${j1 - 1} of ${array.rows} rows x ${array.cols} columns, ${reads}`,
    [
      ...notes,
      `All ${law ? 'nonlinear ' : ''}cells and wires of this window are here. The rest of the array, linear, is a mesh of resistances`,
      'between the edges of the window and the terminals, equivalent to it.',
      ...(expected ? ['Through cells (A), read by read:', ...shown.map(cell => through(cell, expected))] : []),
    ],
    'column and cell currents',
    expected?.map(({ outputs }) => outputs.subarray(j0, j1)),
  );
}

/** Some cells at the corners of the window and in its middle, where they are there. */
function shownCells(all: readonly ProbedCell[], { i0, i1, j0, j1 }: Window): ProbedCell[] {
  const isShown = (line: number, from: number, to: number): boolean =>
    line === from || line === (from + to) >> 1 || line === to - 1;
  return all.filter(({ row, column }) => isShown(row, i0, i1) && isShown(column, j0, j1));
}

function checkShapes({ title, array, law, vectors, bitVectors, expected }: WindowCircuit): void {
  if (law) checkLaw(law, array, title);
  if (vectors.length === 0) reject(`${title}: vectors`, 'found none', 'expected at least one');
  checkVectors(`${title}: vectors`, vectors, vectors.length, array.rows);
  if (bitVectors) checkVectors(`${title}: bitVectors`, bitVectors, vectors.length, array.cols);
  if (!expected) return;
  const [outputs, currents] = [expected.map(read => read.outputs), expected.map(read => read.cellCurrent)];
  checkVectors(`${title}: expected outputs`, outputs, vectors.length, array.cols);
  checkVectors(`${title}: expected cell currents`, currents, vectors.length, array.rows * array.cols);
}
