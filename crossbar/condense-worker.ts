// The thread of crossbar/operator-threads.ts: condenses the block it is sent, then helps the other one until that has all.
import { parentPort } from 'node:worker_threads';
import { sharedKernels } from '../kernels/instance.js';
import { type Board, helpUntilClosed, sharedMeshes } from '../kernels/mesh-threads.js';
import type { CrossbarArray } from './array.js';
import { type Block, condenserOf } from './condense.js';

export interface ThreadRequest {
  readonly array: CrossbarArray;
  readonly block: Block;
  /** Where the mesh of the block is to lie: an index of doubles. */
  readonly at: number;
  /** The kernels with the memory that both threads share, and where in it (in bytes) this one may pack rows. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly packed: number;
  /** What each thread shows the other. */
  readonly boards: { readonly own: Board; readonly other: Board };
}

/** The mesh of the block is there; then, this thread has ended its work in the memory. */
export type ThreadAnswer = 'mesh' | 'end';

const answer = (what: ThreadAnswer): void => parentPort!.postMessage(what);

parentPort?.on('message', ({ array, block, at, module, memory, packed, boards }: ThreadRequest) => {
  const { kernels } = sharedKernels(module, 0, memory);
  const meshes = sharedMeshes(kernels, new Float64Array(memory.buffer), packed, boards.own);
  condenserOf(array, meshes).mesh(block, at);
  answer('mesh');
  helpUntilClosed(kernels, boards.other, packed);
  answer('end');
});
