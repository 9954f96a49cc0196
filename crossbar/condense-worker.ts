// The thread of crossbar/operator-threads.ts: condenses the blocks it is sent.
import { parentPort, workerData } from 'node:worker_threads';
import { adoptKernels } from '../kernels/instance.js';
import type { CrossbarArray } from './array.js';
import { type Block, condenseMemory, condenserOf, outlineOf } from './condense.js';
import { meshEngine } from './operator.js';

export interface CondenseRequest {
  readonly id: number;
  readonly array: CrossbarArray;
  readonly block: Block;
  readonly engine?: 'wasm' | 'plain';
}

export interface CondenseAnswer {
  readonly id: number;
  /** The mesh of the block, ports² numbers. */
  readonly mesh: Float64Array;
}

adoptKernels(workerData);

parentPort?.on('message', ({ id, array, block, engine }: CondenseRequest) => {
  const { doubles, largestFront } = condenseMemory(outlineOf(array), block);
  const meshes = meshEngine(engine, doubles, largestFront);
  const { at, ports } = condenserOf(array, meshes).mesh(block, 0);
  const size = ports[0] + ports[1] + ports[2] + ports[3];
  const answer: CondenseAnswer = { id, mesh: meshes.heap.slice(at, at + size * size) };
  parentPort!.postMessage(answer, [answer.mesh.buffer as ArrayBuffer]);
});
