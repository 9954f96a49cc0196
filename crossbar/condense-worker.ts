// The thread of crossbar/operator-threads.ts: condenses the blocks it is sent, and helps to join them.
import { parentPort } from 'node:worker_threads';
import { sharedKernels } from '../kernels/instance.js';
import { meshesOn } from '../kernels/mesh.js';
import { followElimination, type SharedFront } from '../kernels/mesh-threads.js';
import type { CrossbarArray } from './array.js';
import { type Block, condenserOf } from './condense.js';

/** The kernels with the memory that both threads share, and where in it (in bytes) this one may pack rows. */
export interface SharedMemory {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly packed: number;
}

export type ThreadTask =
  | { readonly what: 'condense'; readonly array: CrossbarArray; readonly block: Block; readonly at: number }
  | { readonly what: 'follow'; readonly front: SharedFront; readonly done: Int32Array };

export interface ThreadRequest {
  readonly id: number;
  readonly shared: SharedMemory;
  readonly task: ThreadTask;
}

parentPort?.on('message', ({ id, shared: { module, memory, packed }, task }: ThreadRequest) => {
  const { kernels } = sharedKernels(module, 0, memory);
  if (task.what === 'condense') {
    const meshes = meshesOn(kernels, new Float64Array(memory.buffer), packed);
    condenserOf(task.array, meshes).mesh(task.block, task.at);
  } else followElimination(kernels, task.front, packed, task.done);
  parentPort!.postMessage(id);
});
