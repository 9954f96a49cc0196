import { frontDoubles, frontStride, type Groups, type MeshEngine } from '../kernels/mesh.js';
import type { CrossbarArray } from './array.js';

/** What `condense` must know of an array besides its values: its size, and whether any line is joined at its far end. */
export interface Outline {
  readonly rows: number;
  readonly cols: number;
  readonly wordFar: boolean;
  readonly bitFar: boolean;
}

export function outlineOf({ rows, cols, driverFar, senseFar }: CrossbarArray): Outline {
  const joined = (ohm: number): boolean => ohm < Infinity;
  return { rows, cols, wordFar: driverFar.some(joined), bitFar: senseFar.some(joined) };
}

/**
 * A rectangle of cells, rows i0 … i1−1 and columns j0 … j1−1, with the word-line segments before and the bit-line segments
 * after them.
 *
 * Nodes are (word, i, j) for j = −1 … cols, where j = −1 and j = cols are the two ends of the terminal of row i, and
 * (bit, i, j) for i = −1 … rows likewise. The ports of a block are these groups of nodes, in this order:
 *
 *   left    (word, i, j0−1)   the neighbour's last nodes, or the terminals
 *   right   (word, i, j1−1)   its own last; at the right edge of the array the far terminals, or none if all are open
 *   top     (bit, i0, j)      its own first; at the top edge of the array the far terminals, or none if all are open
 *   bottom  (bit, i1, j)      the neighbour's first nodes, or the terminals
 */
export interface Block {
  readonly i0: number;
  readonly i1: number;
  readonly j0: number;
  readonly j1: number;
}

/** The mesh among the ports of a block, on the heap. */
export interface PortMesh {
  readonly at: number;
  readonly ports: Groups;
}

/** A block under work on the heap: its first `pivots` nodes are to be eliminated, those after them are its ports. */
export interface Front {
  readonly at: number;
  readonly size: number;
  readonly pivots: number;
  /** How many of the last nodes are one and the same. */
  readonly tied: number;
  readonly ports: Groups;
}

/**
 * Stands for 0 ohm. It may be this small because nothing cancels in the elimination: it shifts results by about
 * 10⁻³⁰ n² g, far below their last bit, and the products of its inverse stay far from overflow.
 */
const shortOhm = 1e-30;

/** Blocks of up to 4 × 4 cells are laid out node by node: 2 to 6 came out alike, single cells half again as slow. */
const cornerCells = 4;

/**
 * Port condensation: replaces the array by the mesh of conductances between its ports that behaves alike. The array
 * is cut in halves, across its longer side, down to corners of a few cells; the ports that two halves share are
 * eliminated. About 30 n³ flops for n × n cells. What remains is a mesh of the terminals, near and far ones apart, in
 * the groups of a block; the conductances among those of the bottom are meaningless.
 *
 * The method is nested dissection (A. George, SIAM J. Numer. Anal. 10 (1973) 345) that keeps only ports, and a pivot
 * summed from positive terms (kernels/mesh.ts). The heap must hold `condenseMemory(outlineOf(array)).doubles`.
 */
export function condense(array: CrossbarArray, engine: MeshEngine): PortMesh {
  const { block, ...condenser } = condenserOf(array, engine);
  return condenser.mesh(block, 0);
}

/** The steps of `condense`, for those who share it out. Meshes lie on a stack on the heap; fronts are made above it. */
export interface Condenser {
  /** The whole array. */
  readonly block: Block;
  /** The mesh of a block, at a place of the heap above which all is free. */
  mesh(block: Block, at: number): PortMesh;
  /** The front of a block from the meshes of its halves, `a` and somewhere above it `b`; lies right above `b`. */
  join(block: Block, a: PortMesh, b: PortMesh): Front;
  /** Moves what remains of a front once its pivots are eliminated to a mesh below it. */
  keep(front: Front, at: number): PortMesh;
}

/** With `apart`, the terminals of the bit lines are not one and the same: the conductances among them are kept up. */
export function condenserOf(array: CrossbarArray, engine: MeshEngine, apart = false): Condenser {
  const { rows, cols, conductance } = array;
  const outline = outlineOf(array);
  const { heap } = engine;
  const siemens = (ohm: number): number => 1 / Math.max(ohm, shortOhm);
  const wordSegments = array.wordSegments.map(siemens);
  const sources = array.driver.map(ohm => siemens(ohm + array.wordSegments[0]!));
  const bitSegments = array.bitSegments.map(siemens);
  const grounds = array.sense.map(ohm => siemens(ohm + array.bitSegments[rows - 1]!));
  const farSources = array.driverFar.map(siemens);
  const farGrounds = array.senseFar.map(siemens);

  const frontOf = (block: Block, at: number, pivots: number, ports: Groups): Front => ({
    at,
    size: pivots + sum(ports),
    pivots,
    tied: block.i1 === rows && !apart ? ports[3] : 0,
    ports,
  });

  const keep = ({ at: front, size, pivots, ports }: Front, at: number): PortMesh => {
    engine.keep(front, size, pivots, at);
    return { at, ports };
  };

  const close = (front: Front, at: number): PortMesh => {
    if (front.pivots > 0) engine.eliminate(front.at, front.size, front.pivots, front.tied);
    return keep(front, at);
  };

  const corner = (block: Block, front: number): PortMesh => {
    const { i0, i1, j0, j1 } = block;
    const ports = portsOf(block, outline);
    const inner = innerNodes(block, cols);
    const [left, right, top, bottom] = placesAfter(inner, ports);
    const width = j1 - j0;
    const innerWords = j1 < cols ? width - 1 : width;
    const innerRow = i0 > 0 ? i0 + 1 : i0;
    const firstBit = (i1 - i0) * innerWords;
    const word = (i: number, j: number): number => {
      if (j < j0) return left + i - i0;
      return j - j0 < innerWords ? (i - i0) * innerWords + j - j0 : right + i - i0;
    };
    const bit = (i: number, j: number): number => {
      if (i === i1) return bottom + j - j0;
      return i < innerRow ? top + j - j0 : firstBit + (i - innerRow) * width + j - j0;
    };
    const size = inner + sum(ports);
    const stride = frontStride(size);
    const connect = (a: number, b: number, conductance: number): void => {
      heap[front + (a < b ? a * stride + b : b * stride + a)] = conductance;
    };
    engine.clear(front, size);
    for (let i = i0; i < i1; i++) {
      for (let j = j0; j < j1; j++) {
        connect(word(i, j), bit(i, j), conductance[i * cols + j]!);
        connect(word(i, j - 1), word(i, j), j === 0 ? sources[i]! : wordSegments[j]!);
        connect(bit(i, j), bit(i + 1, j), i === rows - 1 ? grounds[j]! : bitSegments[i]!);
      }
    }
    if (outline.wordFar && j1 === cols)
      for (let i = i0; i < i1; i++) connect(word(i, cols - 1), right + i - i0, farSources[i]!);
    if (outline.bitFar && i0 === 0) for (let j = j0; j < j1; j++) connect(bit(0, j), top + j - j0, farGrounds[j]!);
    return close(frontOf(block, front, inner, ports), front);
  };

  const mesh = (block: Block, at: number): PortMesh => {
    if (isCorner(block)) return corner(block, at);
    const halves = cut(block, outline);
    const a = mesh(halves[0], at);
    const b = mesh(halves[1], end(a));
    return close(join(block, a, b), at);
  };

  const join = (block: Block, a: PortMesh, b: PortMesh): Front => {
    const halves = cut(block, outline);
    const ports = portsOf(block, outline);
    const shared = halves[0].j1 < block.j1 ? a.ports[1] : a.ports[3];
    const [left, right, top, bottom] = placesAfter(shared, ports);
    const front = end(b);
    const size = shared + sum(ports);
    engine.clear(front, size);
    if (halves[0].j1 < block.j1) {
      engine.add(a.at, a.ports, front, size, [left, 0, top, bottom]);
      engine.add(b.at, b.ports, front, size, [0, right, top + a.ports[2], bottom + a.ports[3]]);
    } else {
      engine.add(a.at, a.ports, front, size, [left, right, top, 0]);
      engine.add(b.at, b.ports, front, size, [left + a.ports[0], right + a.ports[1], 0, bottom]);
    }
    return frontOf(block, front, shared, ports);
  };

  return { block: { i0: 0, i1: rows, j0: 0, j1: cols }, mesh, join, keep };
}

/** The first place above a mesh. */
export const end = ({ at, ports }: PortMesh): number => at + sum(ports) ** 2;

/** What `condense` needs for an array of this outline, or one block of it: doubles of heap, about 20 n² for n × n, and
 * nodes of a front. */
export function condenseMemory(
  outline: Outline,
  whole: Block = { i0: 0, i1: outline.rows, j0: 0, j1: outline.cols },
): { doubles: number; largestFront: number } {
  const { cols } = outline;
  let largestFront = 0;
  const frontOf = (size: number): number => {
    largestFront = Math.max(largestFront, size);
    return frontDoubles(size);
  };
  const need = (block: Block): number => {
    const ports = portsOf(block, outline);
    if (isCorner(block)) return frontOf(innerNodes(block, cols) + sum(ports));
    const [a, b] = cut(block, outline);
    const aPorts = portsOf(a, outline);
    const aMesh = sum(aPorts) ** 2;
    const bMesh = sum(portsOf(b, outline)) ** 2;
    const shared = a.j1 < block.j1 ? aPorts[1] : aPorts[3];
    return Math.max(need(a), aMesh + need(b), aMesh + bMesh + frontOf(shared + sum(ports)));
  };
  const doubles = need(whole);
  return { doubles, largestFront };
}

export function isCorner({ i0, i1, j0, j1 }: Block): boolean {
  return i1 - i0 <= cornerCells && j1 - j0 <= cornerCells;
}

/**
 * The two halves of a block, left and right or upper and lower. Those of the whole array are cut such that two threads
 * take alike long: the part at the left or at the bottom, which has the ports between them and others, is the smaller one.
 */
export function cut({ i0, i1, j0, j1 }: Block, { rows, cols }: Outline): [Block, Block] {
  const whole = i1 - i0 === rows && j1 - j0 === cols;
  const i = whole ? i1 - ((29 * rows) >> 6) : (i0 + i1) >> 1;
  const j = whole ? j0 + ((29 * cols) >> 6) : (j0 + j1) >> 1;
  return j1 - j0 >= i1 - i0
    ? [
        { i0, i1, j0, j1: j },
        { i0, i1, j0: j, j1 },
      ]
    : [
        { i0, i1: i, j0, j1 },
        { i0: i, i1, j0, j1 },
      ];
}

export function portsOf({ i0, i1, j0, j1 }: Block, { cols, wordFar, bitFar }: Outline): Groups {
  const height = i1 - i0;
  const width = j1 - j0;
  return [height, j1 < cols || wordFar ? height : 0, i0 > 0 || bitFar ? width : 0, width];
}

/** Nodes of a corner that are not ports. */
function innerNodes({ i0, i1, j0, j1 }: Block, cols: number): number {
  const height = i1 - i0;
  const width = j1 - j0;
  return 2 * height * width - (j1 < cols ? height : 0) - (i0 > 0 ? width : 0);
}

/** Where each group starts in a front that begins with `first` other nodes. */
function placesAfter(first: number, ports: Groups): Groups {
  const right = first + ports[0];
  const top = right + ports[1];
  return [first, right, top, top + ports[2]];
}

/** Nodes of all groups. */
export function sum(ports: Groups): number {
  return ports[0] + ports[1] + ports[2] + ports[3];
}
