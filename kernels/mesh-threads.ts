import { frontStride, type MeshEngine, type MeshKernels, meshesOn, panelNodes } from './mesh.js';

/**
 * Where a thread shows, in memory that it shares with another, the panel it has just eliminated of a large front, so that
 * the other may help with what the panel leaves among the later rows. The rows go in shares; whoever takes a share, the
 * same kernel adds it, panel after panel, so the bits are those of one thread.
 *
 *   0       counts the panels shown (upper 20 bits), and how many shares of this one are still to be taken (lower 12)
 *   1 … 7   the panel: its front's address / 8, stride, size and live rows; its first node and that after its last; its shares
 *   16      how many of those who took a share have done it
 *   17      1 once this thread wants no more help
 *
 * A share is taken by compare-and-exchange of number 0; 1 … 7 hold still until all shares taken are done.
 */
export type Board = Int32Array;

/** The numbers of a board: two cache lines. */
export const boardInts = 32;

const [open, panel, done, closed] = [0, 1, 16, 17];
const shareBits = 12;

/** Rows of tiles in a share: those of a panel, as the first share is the next panel. */
const shareTiles = panelNodes / 4;

/**
 * Fronts from this size on are shared, with at least so many pivots: those with fewer the kernel updates pivot by pivot and
 * not as a panel, which rounds otherwise.
 */
const sharedSize = 192;
const sharedPivots = 4;

/** How often a thread looks at a number, some 20 us, before it has the system wake it when the number changes. */
const looks = 2000;

/** ms after which a share, a matter of milliseconds, is given up: whoever took it died over it. */
const longestWait = 60_000;

/**
 * `meshesOn`, but large fronts are shown on a board while they are eliminated. It waits for whoever took a share, so it is
 * nothing for a page's own thread.
 */
export function sharedMeshes(
  kernels: MeshKernels,
  heap: Float64Array,
  packed: number,
  board: Board,
  patience = longestWait,
): MeshEngine {
  const alone = meshesOn(kernels, heap, packed);
  return {
    ...alone,
    eliminate(front, size, pivots, tied) {
      if (size < sharedSize || pivots < sharedPivots) return alone.eliminate(front, size, pivots, tied);
      const address = heap.byteOffset + 8 * front;
      const stride = frontStride(size);
      const live = size - tied;
      const eliminatePanel = (first: number): number => {
        const end = Math.min(first + panelNodes, pivots);
        if (first < end) kernels.eliminatePanel(address, stride, size, first, end, end);
        return end;
      };
      let first = 0;
      let end = eliminatePanel(first);
      while (first < end && end < live) {
        const shares = Math.ceil((live - end) / (4 * shareTiles));
        kernels.packPanel(address, stride, size, first, end, packed);
        board.set([address / 8, stride, size, live, first, end, shares], panel);
        Atomics.store(board, done, 0);
        show(board, shares - 1);
        // The first share is never open: once it is done, so are the rows of the next panel.
        update(kernels, board, 0, packed);
        const next = eliminatePanel(end);
        let own = 1;
        for (let share = take(board); share > 0; share = take(board)) {
          update(kernels, board, share, packed);
          own++;
        }
        for (let so = Atomics.load(board, done); so < shares - own; so = Atomics.load(board, done))
          if (!awaitChange(board, done, so, patience))
            throw new Error(`the thread that took part of an elimination has not ended it in ${patience} ms`);
        first = end;
        end = next;
      }
    },
  };
}

/** To be called before the other thread looks at a board. */
export function openBoard(board: Board): void {
  show(board, 0);
  Atomics.store(board, closed, 0);
}

/** Tells the other thread that it may go. */
export function closeBoard(board: Board): void {
  Atomics.store(board, closed, 1);
  show(board, 0);
}

/** Takes shares of what a board shows, while there are any; `packed` is a place of this thread's own. */
export function help(kernels: MeshKernels, board: Board, packed: number): void {
  let packedPanel: number | undefined;
  for (let share = take(board); share > 0; share = take(board)) {
    try {
      const { address, stride, size, first, end } = shown(board);
      const count = Atomics.load(board, open) >> shareBits;
      if (packedPanel !== count) kernels.packPanel(address, stride, size, first, end, packed);
      packedPanel = count;
      update(kernels, board, share, packed);
    } finally {
      Atomics.add(board, done, 1);
      Atomics.notify(board, done);
    }
  }
}

/** Helps until the board is closed. */
export function helpUntilClosed(kernels: MeshKernels, board: Board, packed: number): void {
  for (;;) {
    const so = Atomics.load(board, open);
    if (Atomics.load(board, closed)) return;
    help(kernels, board, packed);
    awaitChange(board, open, so);
  }
}

function show(board: Board, shares: number): void {
  Atomics.store(board, open, (((Atomics.load(board, open) >> shareBits) + 1) << shareBits) + shares);
  Atomics.notify(board, open);
}

/** The next share that nobody has taken, the longest rows first; 0 where none is left. */
function take(board: Board): number {
  for (;;) {
    const now = Atomics.load(board, open);
    const left = now & ((1 << shareBits) - 1);
    if (left === 0) return 0;
    if (Atomics.compareExchange(board, open, now, now - 1) === now) return shown(board).shares - left;
  }
}

interface Panel {
  readonly address: number;
  readonly stride: number;
  readonly size: number;
  /** Nodes that are not tied. */
  readonly live: number;
  readonly first: number;
  readonly end: number;
  readonly shares: number;
}

function shown(board: Board): Panel {
  const [place, stride, size, live, first, end, shares] = board.subarray(panel, panel + 7) as unknown as PanelNumbers;
  return { address: 8 * place, stride, size, live, first, end, shares };
}

type PanelNumbers = readonly [number, number, number, number, number, number, number];

function update(kernels: MeshKernels, board: Board, share: number, packed: number): void {
  const { address, stride, size, live, first, end } = shown(board);
  const to = Math.min((share + 1) * shareTiles, (live - end + 3) >> 2);
  kernels.updateTiles(address, stride, size, first, end, share * shareTiles, to, packed);
}

/** Returns once the number is another, and sometimes before. Whether it came to that within `patience` ms. */
function awaitChange(board: Board, at: number, so: number, patience = Infinity): boolean {
  for (let look = 0; look < looks; look++) if (Atomics.load(board, at) !== so) return true;
  return Atomics.wait(board, at, so, patience) !== 'timed-out';
}
