import test from 'ava';
import { sharedKernelModule, sharedKernels } from '../../kernels/instance.js';
import { frontDoubles, frontStride, type MeshKernels, meshesOn, packedDoubles } from '../../kernels/mesh.js';
import {
  type Board,
  boardInts,
  closeBoard,
  help,
  helpUntilClosed,
  openBoard,
  sharedMeshes,
} from '../../kernels/mesh-threads.js';
import { randomStream } from '../../numeric/random.js';

/** Size, pivots, tied nodes: whatever the last panel, the last share and the last row of tiles hold. */
const fronts = [
  [200, 64, 0],
  [201, 63, 17],
  [233, 161, 36],
  [250, 66, 183],
  [192, 32, 160],
  [210, 35, 1],
  [195, 1, 0],
  [200, 2, 0],
  [205, 3, 60],
  [196, 4, 2],
  [197, 97, 3],
] as const;

/** A random front in a memory for two threads, and what an engine leaves of it. */
function frontIn(size: number, pivots: number, tied: number) {
  const at = boardInts;
  const [ourPacked, theirPacked] = [at + frontDoubles(size), at + frontDoubles(size) + packedDoubles(size)];
  const { kernels, memory } = sharedKernels(sharedKernelModule()!, theirPacked + packedDoubles(size));
  const heap = new Float64Array(memory.buffer);
  const board: Board = new Int32Array(memory.buffer, 0, boardInts);
  const stride = frontStride(size);
  const stream = randomStream(5, 'mesh threads');
  const left = (eliminate: () => void): number[] => {
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) heap[at + a * stride + b] = b > a ? stream.uniform(size * a + b) : 0;
    openBoard(board);
    eliminate();
    const kept: number[] = [];
    for (let a = pivots; a < size - tied; a++) for (let b = a + 1; b < size; b++) kept.push(heap[at + a * stride + b]!);
    return kept;
  };
  const shared = (engine: MeshKernels, patience?: number): number[] =>
    left(() => sharedMeshes(engine, heap, 8 * ourPacked, board, patience).eliminate(at, size, pivots, tied));
  const alone = left(() => meshesOn(kernels, heap, 8 * ourPacked).eliminate(at, size, pivots, tied));
  return { kernels, board, shared, alone, theirPacked: 8 * theirPacked };
}

for (const [size, pivots, tied] of fronts) {
  const name = `${size} nodes, ${pivots} eliminated, ${tied} tied`;

  test(`${name}: nobody helps, and the bits are those of one thread`, t => {
    const { kernels, shared, alone } = frontIn(size, pivots, tied);
    t.deepEqual(shared(kernels), alone);
  });

  test(`${name}: another takes every share that is open, or all but one, to the same bits`, t => {
    for (const most of [Infinity, 1]) {
      const { kernels, board, shared, alone, theirPacked } = frontIn(size, pivots, tied);
      let [calls, taken] = [0, 0];
      let helping = false;
      const theirs: MeshKernels = {
        ...kernels,
        updateTiles(...tiles) {
          kernels.updateTiles(...tiles);
          taken++;
        },
      };
      // Stands for the other thread: it comes while the first share of a panel is being added.
      const ours: MeshKernels = {
        ...kernels,
        updateTiles(...tiles) {
          if (!helping && calls++ < most) {
            helping = true;
            help(theirs, board, theirPacked);
            helping = false;
          }
          kernels.updateTiles(...tiles);
        },
      };
      t.deepEqual(shared(ours), alone);
      if (most === Infinity) t.is(taken > 0, pivots > 3 && size - tied - Math.min(32, pivots) > 32);
    }
  });
}

test('who helped and failed is not waited for', t => {
  const { kernels, board, shared, theirPacked } = frontIn(200, 64, 0);
  const failing: MeshKernels = {
    ...kernels,
    updateTiles() {
      throw new Error('failed');
    },
  };
  let failures = 0;
  shared({
    ...kernels,
    updateTiles(...tiles) {
      kernels.updateTiles(...tiles);
      if (failures > 0) return;
      failures++;
      t.throws(() => help(failing, board, theirPacked), { message: 'failed' });
    },
  });
  t.is(failures, 1);
});

test('who took a share and died is given up after a while', t => {
  const { kernels, board, shared } = frontIn(200, 64, 0);
  const dying: MeshKernels = {
    ...kernels,
    updateTiles(...tiles) {
      kernels.updateTiles(...tiles);
      // Takes one share, as `help` does, and never comes back.
      if ((Atomics.load(board, 0) & 0xfff) > 0) Atomics.sub(board, 0, 1);
    },
  };
  t.throws(() => shared(dying, 20), { message: /has not ended it in 20 ms$/ });
});

test('who helps until the board is closed comes back at once where it is', t => {
  const { kernels, board, theirPacked } = frontIn(200, 64, 0);
  closeBoard(board);
  helpUntilClosed(kernels, board, theirPacked);
  t.pass();
});
