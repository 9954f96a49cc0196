import { reject } from '../edge/error.js';
import { frontDoubles, frontStride, packedDoubles } from '../kernels/mesh.js';
import { type Matrix, matrix } from '../numeric/matrix.js';
import { type CrossbarArray, checkArray } from './array.js';
import type { CellLaw } from './cell-law.js';
import { type Block, condenseMemory, condenserOf, end, outlineOf, type PortMesh, sum } from './condense.js';
import type { TerminalVoltages } from './line-system.js';
import { meshEngine, type OperatorOptions, operatorMemoryLimit } from './operator.js';

/** The cells of rows i0 … i1−1 and columns j0 … j1−1 of an array, with the word-line segments before and the bit-line
 * segments after them. */
export type Window = Block;

/**
 * An array around a window: a mesh of resistances between *nodes*, which are the places where the window hangs in the
 * array and the terminals of the lines that cross it. Their numbers are those of `restNodes`.
 */
export interface WindowRest {
  /** S, nodes × nodes, symmetric, ≥ 0; what joins two nodes besides the window. */
  readonly mesh: Matrix;
  /** S, nodes × (rows + cols): what joins a node to the terminals of the lines that do not cross the window. */
  readonly others: Matrix;
}

/** The numbers of the nodes of a `WindowRest`; nodes of `Block` at an edge of the array are the terminals themselves. */
export interface RestNodes {
  readonly count: number;
  /** (word, i, j0−1), the node before the window on word line i. */
  left(i: number): number;
  /** (word, i, j1−1), the window's own last; not there at the right edge of the array. */
  right(i: number): number;
  /** (bit, i0, j), the window's own first; not there at the top edge of the array. */
  top(j: number): number;
  /** (bit, i1, j), the node after the window on bit line j. */
  bottom(j: number): number;
  /** The terminal of word line i, i0 ≤ i < i1. */
  word(i: number): number;
  /** The terminal of bit line j, j0 ≤ j < j1. */
  bit(j: number): number;
}

export function restNodes({ i0, i1, j0, j1 }: Window, { rows, cols }: Pick<CrossbarArray, 'rows' | 'cols'>): RestNodes {
  const [height, width] = [i1 - i0, j1 - j0];
  const right = j0 > 0 ? height : 0;
  const top = right + (j1 < cols ? height : 0);
  const bottom = top + (i0 > 0 ? width : 0);
  const words = bottom + (i1 < rows ? width : 0);
  const word = (i: number): number => words + i - i0;
  const bit = (j: number): number => words + height + j - j0;
  return {
    count: words + height + width,
    left: j0 > 0 ? i => i - i0 : word,
    right: i => right + i - i0,
    top: j => top + j - j0,
    bottom: i1 < rows ? j => bottom + j - j0 : bit,
    word,
    bit,
  };
}

/**
 * The exact equivalent of a linear array outside a window: every node there is eliminated by port condensation
 * (crossbar/condense.ts), whose terms are all positive, so that each conductance is good to a few units in the last place.
 * The cells in the window are not looked at; they may be anything, whatever they make of their voltages. 0 ohm between a
 * node and the terminal of its own line is a conductance of 1e30 S; nowhere else is there one.
 *
 * The four strips above, below, left and right of the window are condensed each for itself; they meet in the nodes of
 * the bit lines at the window's first row and after its last, which are eliminated in the end. A square array takes about
 * 220 bytes for each of its cells, as measured at 512×512 with 32×32 cells in the middle.
 *
 * InputError where the array is impossible, the window is not inside it or its rest takes more than `operatorMemoryLimit`.
 */
export function windowRest(array: CrossbarArray, window: Window, { engine }: OperatorOptions = {}): WindowRest {
  checkArray(array);
  checkWindow(window, array);
  const { rows, cols } = array;
  const outline = outlineOf(array);
  const numbers = numbersOf(window, array);
  const strips = stripsAround(window, array);
  let [top, doubles, largestFront] = [0, 0, numbers.count];
  for (const strip of strips) {
    const need = condenseMemory(outline, strip);
    doubles = Math.max(doubles, top + need.doubles);
    largestFront = Math.max(largestFront, need.largestFront);
    top += placesOf(strip, numbers, outline).length ** 2;
  }
  doubles = Math.max(doubles, top + frontDoubles(numbers.count));
  checkMemory(8 * (doubles + packedDoubles(largestFront)), array);

  const meshes = meshEngine(doubles, largestFront, engine);
  const condenser = condenserOf(array, meshes, true);
  const made: PortMesh[] = [];
  for (const strip of strips) made.push(condenser.mesh(strip, made.length === 0 ? 0 : end(made.at(-1)!)));
  const { heap } = meshes;
  const stride = frontStride(numbers.count);
  meshes.clear(top, numbers.count);
  made.forEach(({ at, ports }, k) => {
    const [places, size] = [placesOf(strips[k]!, numbers, outline), sum(ports)];
    for (let a = 0; a < size; a++)
      for (let b = a + 1; b < size; b++) {
        const [p, q] = [Math.min(places[a]!, places[b]!), Math.max(places[a]!, places[b]!)];
        if (p !== q) heap[top + p * stride + q]! += heap[at + a * size + b]!;
      }
  });
  meshes.eliminate(top, numbers.count, numbers.pivots, 0);

  const between = (a: number, b: number): number => heap[top + Math.min(a, b) * stride + Math.max(a, b)]!;
  const { count } = restNodes(window, array);
  const [mesh, others] = [matrix(count, count), matrix(count, rows + cols)];
  for (let a = 0; a < count; a++) {
    const place = numbers.pivots + a;
    for (let b = 0; b < count; b++) if (a !== b) mesh.data[a * count + b] = between(place, numbers.pivots + b);
    for (let line = 0; line < rows + cols; line++) {
      const other = line < rows ? numbers.word(line) : numbers.bit(line - rows);
      if (other >= numbers.pivots + count) others.data[a * (rows + cols) + line] = between(place, other);
    }
  }
  return { mesh, others };
}

/**
 * What the terminals of all lines that do not cross the window do to each node, at these voltages: together they are one
 * source of `volts` behind `siemens`, the mean of their voltages by their conductances. Where these are 0 S, so is the mean.
 */
export function otherSources(
  { others: { rows, cols, data } }: WindowRest,
  { word, bit }: TerminalVoltages,
): { readonly siemens: Float64Array; readonly volts: Float64Array } {
  const [siemens, volts] = [new Float64Array(rows), new Float64Array(rows)];
  for (let a = 0; a < rows; a++) {
    let amperes = 0;
    for (let line = 0; line < cols; line++) {
      const g = data[a * cols + line]!;
      siemens[a]! += g;
      amperes += g * (line < word.length ? word[line]! : bit[line - word.length]!);
    }
    if (siemens[a]! > 0) volts[a] = amperes / siemens[a]!;
  }
  return { siemens, volts };
}

/** Cells that follow `law` in the window, and are linear with the conductances of the array elsewhere. */
export function lawInWindow(law: CellLaw, array: CrossbarArray, window: Window): CellLaw {
  const { conductance, cols } = array;
  const inside = conductance.map((_, k) => (isInside(window, Math.floor(k / cols), k % cols) ? 1 : 0));
  return {
    cells: conductance.length,
    ...(law.range !== undefined && { range: law.range }),
    evaluate(volts, current, slope) {
      law.evaluate(volts, current, slope);
      for (let k = 0; k < volts.length; k++) {
        if (inside[k]) continue;
        current[k] = conductance[k]! * volts[k]!;
        slope[k] = conductance[k]!;
      }
    },
  };
}

/**
 * The conductances (S) that carry what cells of a law carry at these voltages (V): I/V, or dI/dV at 0 V. An array of them
 * has the same solution at its operating point and is linear, so that it can stand for the cells outside a window there.
 * Chords rather than tangents: they need no sources beside them, and every one is ≥ 0.
 */
export function chords(law: CellLaw, volts: Float64Array): Float64Array {
  const [current, slope] = [new Float64Array(volts.length), new Float64Array(volts.length)];
  law.evaluate(volts, current, slope);
  return volts.map((volt, k) => (volt === 0 ? slope[k]! : current[k]! / volt));
}

/** Refuses a window that is empty or not within the array. */
export function checkWindow({ i0, i1, j0, j1 }: Window, { rows, cols }: Pick<CrossbarArray, 'rows' | 'cols'>): void {
  const within = (from: number, to: number, count: number): boolean =>
    Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= count;
  if (!within(i0, i1, rows) || !within(j0, j1, cols))
    reject(
      'window',
      `found rows ${i0}:${i1}, columns ${j0}:${j1}`,
      `expected at least one cell of ${rows}×${cols}: from 0 ≤ first < end ≤ ${rows} and ${cols}`,
    );
}

const isInside = ({ i0, i1, j0, j1 }: Window, i: number, j: number): boolean => i >= i0 && i < i1 && j >= j0 && j < j1;

/** The array without the window, as blocks. */
function stripsAround({ i0, i1, j0, j1 }: Window, { rows, cols }: CrossbarArray): Block[] {
  return [
    { i0: 0, i1: i0, j0: 0, j1: cols },
    { i0, i1, j0: 0, j1: j0 },
    { i0, i1, j0: j1, j1: cols },
    { i0: i1, i1: rows, j0: 0, j1: cols },
  ].filter(strip => strip.i0 < strip.i1 && strip.j0 < strip.j1);
}

/** Where all nodes at the edges of the strips stand in the front in which the strips meet. */
interface Numbers {
  readonly count: number;
  /** How many are eliminated: the first ones. */
  readonly pivots: number;
  /** (word, i, j) for j = −1, j0−1, j1−1 and cols. */
  word(i: number, j?: number): number;
  /** (bit, i, j) for i = −1, i0, i1 and rows. */
  bit(j: number, i?: number): number;
}

/** First the pivots, then the nodes of `restNodes` in their order, then all other terminals. */
function numbersOf(window: Window, { rows, cols }: CrossbarArray): Numbers {
  const { i0, i1, j0, j1 } = window;
  const nodes = restNodes(window, { rows, cols });
  const outside = cols - (j1 - j0);
  const lower = i0 > 0 ? outside : 0;
  const pivots = lower + (i1 < rows ? outside : 0);
  const otherWords = pivots + nodes.count;
  const otherBits = otherWords + rows - (i1 - i0);
  /** The place of a line among those that do not cross the window. */
  const among = (line: number, from: number, to: number): number => (line < from ? line : line - (to - from));
  const crosses = (line: number, from: number, to: number): boolean => line >= from && line < to;
  return {
    count: otherBits + outside,
    pivots,
    word(i, j = -1) {
      if (j >= 0 && j < cols) return pivots + (j === j0 - 1 ? nodes.left(i) : nodes.right(i));
      return crosses(i, i0, i1) ? pivots + nodes.word(i) : otherWords + among(i, i0, i1);
    },
    bit(j, i = rows) {
      const crossed = crosses(j, j0, j1);
      if (i < 0 || i === rows) return crossed ? pivots + nodes.bit(j) : otherBits + among(j, j0, j1);
      if (crossed) return pivots + (i === i0 ? nodes.top(j) : nodes.bottom(j));
      return (i === i0 ? 0 : lower) + among(j, j0, j1);
    },
  };
}

/** Where the ports of a strip stand in that front, in the order of `Block`. */
function placesOf(
  { i0, i1, j0, j1 }: Block,
  { word, bit }: Numbers,
  { rows, cols, wordFar, bitFar }: ReturnType<typeof outlineOf>,
): number[] {
  const places: number[] = [];
  const last = j1 === cols ? cols : j1 - 1;
  for (let i = i0; i < i1; i++) places.push(word(i, j0 - 1));
  if (j1 < cols || wordFar) for (let i = i0; i < i1; i++) places.push(word(i, last));
  if (i0 > 0 || bitFar) for (let j = j0; j < j1; j++) places.push(bit(j, i0 === 0 ? -1 : i0));
  for (let j = j0; j < j1; j++) places.push(bit(j, i1 === rows ? rows : i1));
  return places;
}

function checkMemory(bytes: number, { rows, cols }: CrossbarArray): void {
  if (bytes <= operatorMemoryLimit) return;
  const gibibytes = (value: number): string => `${(value / 2 ** 30).toFixed(1)} GiB`;
  reject(
    `crossbar of ${rows}×${cols} cells`,
    `its equivalent around a window takes ${gibibytes(bytes)} to compute`,
    `expected at most ${gibibytes(operatorMemoryLimit)}; use smaller tiles`,
  );
}
