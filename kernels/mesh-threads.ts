import { frontStride, type MeshKernels, panelNodes } from './mesh.js';

/** A front that two threads eliminate together; places are indices of doubles in the memory they share. */
export interface SharedFront {
  readonly at: number;
  readonly size: number;
  readonly pivots: number;
  readonly tied: number;
}

/**
 * One thread's part of `MeshEngine.eliminate`: it eliminates panel after panel, with what they leave among the pivots that
 * follow, and tells in `done` how many pivots are. The same bits as in one thread, since both add up in the same order.
 */
export function leadElimination(
  kernels: MeshKernels,
  { at, size, pivots }: SharedFront,
  packed: number,
  done: Int32Array,
): void {
  const stride = frontStride(size);
  for (const [first, end] of panels(pivots)) {
    kernels.eliminatePanel(8 * at, stride, size, first, end, end);
    if (end < pivots) kernels.updateRows(8 * at, stride, size, first, end, end, handOver(pivots), packed);
    Atomics.store(done, 0, end);
    Atomics.notify(done, 0);
  }
}

/** The other thread's part: what each panel leaves among the nodes that stay. Waits for the panels; not for a page's own thread. */
export function followElimination(
  kernels: MeshKernels,
  { at, size, pivots, tied }: SharedFront,
  packed: number,
  done: Int32Array,
): void {
  const stride = frontStride(size);
  for (const [first, end] of panels(pivots)) {
    for (let so = Atomics.load(done, 0); so < end; so = Atomics.load(done, 0)) Atomics.wait(done, 0, so);
    const from = end < pivots ? handOver(pivots) : pivots;
    kernels.updateRows(8 * at, stride, size, first, end, from, size - tied, packed);
  }
}

function* panels(pivots: number): Generator<[first: number, end: number]> {
  for (let first = 0; first < pivots; first += panelNodes) yield [first, Math.min(first + panelNodes, pivots)];
}

/** The row from which on the other thread updates: tiles of four rows must not reach across. The last panel is past that. */
const handOver = (pivots: number): number => 4 * Math.ceil(pivots / 4);
