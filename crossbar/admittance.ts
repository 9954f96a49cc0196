import { factorise, type Skyline, skyline, solveFactored } from '../numeric/skyline.js';
import { type CrossbarArray, checkAddress, checkArray } from './array.js';
import { type Capacitance, checkCapacitance } from './charged-array.js';

/** Currents of an array at one frequency, a complex number for each column. */
export interface Phasors {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A conductance (S) and a capacitance (F) between two nodes. */
interface Element {
  readonly from: number;
  readonly to: number;
  readonly siemens: number;
  readonly farad: number;
}

/**
 * The small-signal transfer of an array with capacitances from the terminal of one row to the outputs of all columns, as a
 * function of the frequency (Hz): A out of each bit line at 1 V of the row, all other terminals held still.
 *
 *   (G + 2πi f C) v = what the terminals drive
 *
 * at all nodes, G of lines and cells (S), C of their capacitances (F), solved directly. The matrix is laid out once, with
 * the nodes in order along the longer side, and factored at each frequency: some 8 (rows × cols) (2 min(rows, cols))²
 * multiplications. InputError where the array, the capacitances or the row are impossible.
 */
export function transferAt(array: CrossbarArray, capacitance: Capacitance, row: number): (hertz: number) => Phasors {
  checkArray(array);
  checkCapacitance(capacitance);
  checkAddress(array, { row, col: 0 }, 'crossbar: driven row');
  const { rows, cols } = array;
  const elements = elementsOf(array, capacitance);
  const names = joinedNodes(array, elements);
  const free = 2 * rows * cols;
  // Free nodes are numbered in the order in which they come, the fixed ones have none.
  const number = new Int32Array(free).fill(-1);
  let count = 0;
  for (let node = 0; node < free; node++) if (names[node] === node) number[node] = count++;
  const isFree = (node: number): boolean => node < free;
  const volt = (node: number): number => (node === free + row ? 1 : 0);

  const joined = elements
    .map(element => ({ ...element, from: names[element.from]!, to: names[element.to]! }))
    .filter(({ from, to, siemens }) => from !== to && siemens < Infinity);
  const first = Int32Array.from({ length: count }, (_, i) => i);
  const inside: (Element & { readonly a: number; readonly b: number })[] = [];
  for (const element of joined) {
    const [a, b] = [element.from, element.to].map(node => (isFree(node) ? number[node]! : -1)) as [number, number];
    inside.push({ ...element, a: Math.max(a, b), b: Math.min(a, b) });
    if (a >= 0 && b >= 0) first[Math.max(a, b)] = Math.min(first[Math.max(a, b)]!, a, b);
  }
  const matrix = skyline(first);
  const [x, y] = [new Float64Array(count), new Float64Array(count)];

  return hertz => {
    const omega = 2 * Math.PI * hertz;
    stamp(matrix, inside, omega);
    x.fill(0);
    y.fill(0);
    for (const { from, to, siemens, farad } of joined)
      for (const [here, there] of [
        [from, to],
        [to, from],
      ] as const)
        if (isFree(here) && !isFree(there) && volt(there) !== 0) {
          x[number[here]!]! += siemens * volt(there);
          y[number[here]!]! += omega * farad * volt(there);
        }
    factorise(matrix);
    solveFactored(matrix, x, y);
    const out: Phasors = { re: new Float64Array(cols), im: new Float64Array(cols) };
    const voltage = (node: number): readonly [number, number] =>
      isFree(node) ? [x[number[node]!]!, y[number[node]!]!] : [volt(node), 0];
    for (const { from, to, siemens, farad } of joined)
      for (const [here, there] of [
        [from, to],
        [to, from],
      ] as const) {
        const column = here - free - rows;
        if (!(column >= 0 && column < cols)) continue;
        const [re, im] = voltage(there);
        out.re[column]! += siemens * re - omega * farad * im;
        out.im[column]! += siemens * im + omega * farad * re;
      }
    return out;
  };
}

function stamp(
  { first, start, re, im }: Skyline,
  inside: readonly (Element & { readonly a: number; readonly b: number })[],
  omega: number,
): void {
  re.fill(0);
  im.fill(0);
  const add = (i: number, j: number, siemens: number, farad: number): void => {
    const at = start[i]! - first[i]! + j;
    re[at]! += siemens;
    im[at]! += omega * farad;
  };
  for (const { a, b, siemens, farad } of inside) {
    if (a >= 0) add(a, a, siemens, farad);
    if (b >= 0) add(b, b, siemens, farad);
    if (a >= 0 && b >= 0) add(a, b, -siemens, -farad);
  }
}

/**
 * All of an array between its nodes: those of word and bit line at each cell, then the terminals of rows and columns, and
 * ground. 0 ohm is infinitely many siemens.
 */
function elementsOf(array: CrossbarArray, { word, bit, cell }: Capacitance): Element[] {
  const { rows, cols, conductance } = array;
  // Neighbours along the shorter side are neighbours in number.
  const place = (i: number, j: number): number => (rows < cols ? j * rows + i : i * cols + j);
  const wordNode = (i: number, j: number): number => (j < 0 ? terminal(i) : 2 * place(i, j));
  const bitNode = (i: number, j: number): number => (i === rows ? terminal(rows + j) : 2 * place(i, j) + 1);
  const terminal = (line: number): number => 2 * rows * cols + line;
  const ground = terminal(rows + cols);
  const elements: Element[] = [];
  const join = (from: number, to: number, siemens: number, farad = 0): void => {
    if (siemens > 0 || farad > 0) elements.push({ from, to, siemens, farad });
  };
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const driver = j === 0 ? array.driver[i]! : 0;
      const sense = i === rows - 1 ? array.sense[j]! : 0;
      join(wordNode(i, j - 1), wordNode(i, j), 1 / (array.wordSegments[j]! + driver));
      join(bitNode(i, j), bitNode(i + 1, j), 1 / (array.bitSegments[i]! + sense));
      join(wordNode(i, j), bitNode(i, j), conductance[i * cols + j]!, cell);
      join(wordNode(i, j), ground, 0, word);
      join(bitNode(i, j), ground, 0, bit);
    }
  for (let i = 0; i < rows; i++) join(wordNode(i, cols - 1), terminal(i), 1 / array.driverFar[i]!);
  for (let j = 0; j < cols; j++) join(bitNode(0, j), terminal(rows + j), 1 / array.senseFar[j]!);
  return elements;
}

/** By node, the one that stands for all that 0 ohm joins to it: a terminal, or the first of them. */
function joinedNodes({ rows, cols }: CrossbarArray, elements: readonly Element[]): Int32Array {
  const free = 2 * rows * cols;
  const names = Int32Array.from({ length: free + rows + cols + 1 }, (_, node) => node);
  const find = (node: number): number => {
    let at = node;
    while (names[at] !== at) at = names[at]!;
    return at;
  };
  for (const { from, to, siemens } of elements) {
    if (siemens !== Infinity) continue;
    const [a, b] = [find(from), find(to)];
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    if (low === high) continue;
    if (high >= free) names[low] = high;
    else names[high] = low;
  }
  return names.map((_, node) => find(node));
}
