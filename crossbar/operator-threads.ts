import type { Worker } from 'node:worker_threads';
import { sharedKernelModule, sharedKernels } from '../kernels/instance.js';
import { frontDoubles, meshesOn, packedDoubles, panelNodes } from '../kernels/mesh.js';
import { leadElimination } from '../kernels/mesh-threads.js';
import { besideModule, threadArguments } from '../kernels/thread.js';
import { type CrossbarArray, checkArray, copyOfArray } from './array.js';
import { condenseMemory, condenserOf, cut, end, isCorner, type Outline, outlineOf, portsOf } from './condense.js';
import type { SharedMemory, ThreadRequest, ThreadTask } from './condense-worker.js';
import {
  type EffectiveOperator,
  effectiveOperator,
  hasWires,
  type OperatorOptions,
  operatorMemoryLimit,
  readOperator,
} from './operator.js';

/** The memory that the last operator was computed in. */
let spare: WebAssembly.Memory | undefined;

/** One more thread, kept for the next operator; it does not keep the process alive. */
let thread: Promise<Worker> | undefined;

/** Ends when the last of those who asked for an operator has it, or has failed. */
let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * `effectiveOperator` in two threads on one memory: each condenses one half of the array, then one of them eliminates the
 * nodes that the halves share while the other updates those that stay. The same bits. Pays from about 300 × 300 cells on: measured
 * 1.3 to 1.8 times as fast there, and between not at all and 1.6 times at 256 × 256.
 *
 * The array is copied at once, so that it may be changed afterwards. Of several calls at the same time each waits for those
 * before it: there is one such thread and one memory, and together they take no more than the largest of them alone.
 *
 * One thread does it all in plain TypeScript, where the host has no threads or no shared memory, and where two would take
 * more than `operatorMemoryLimit`.
 */
export async function effectiveOperatorInThreads(
  array: CrossbarArray,
  options: OperatorOptions = {},
): Promise<EffectiveOperator> {
  checkArray(array);
  const [own, engine] = [copyOfArray(array), options.engine];
  const turn = lastTurn.then(() => inThreads(own, engine ? { engine } : {}));
  // The next one comes whether this one fails or not; who asked for it hears of that.
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function inThreads(array: CrossbarArray, options: OperatorOptions): Promise<EffectiveOperator> {
  const whole = { i0: 0, i1: array.rows, j0: 0, j1: array.cols };
  const module = options.engine === 'plain' || isCorner(whole) || !hasWires(array) ? null : sharedKernelModule();
  const layout = layOut(outlineOf(array));
  const worker = module && 8 * layout.doubles <= operatorMemoryLimit && (await startThread().catch(() => undefined));
  if (!worker) return effectiveOperator(array, options);

  const { kernels, memory } = sharedKernels(module, layout.doubles, spare);
  spare = undefined;
  const shared: SharedMemory = { module, memory, packed: 8 * layout.packed[1] };
  const heap = new Float64Array(memory.buffer);
  const done = new Int32Array(memory.buffer, 0, 1);
  const meshes = meshesOn(kernels, heap, 8 * layout.packed[0]);
  const condenser = condenserOf(array, meshes);
  const [theirs, ours] = cut(whole, outlineOf(array));
  const theirHalf = asked(worker, shared, { what: 'condense', array, block: theirs, at: layout.halves[0] });
  // Where our half fails, nobody waits for theirs.
  theirHalf.catch(() => undefined);
  const ourMesh = condenser.mesh(ours, layout.halves[1]);
  await theirHalf;
  const front = condenser.join(whole, { at: layout.halves[0], ports: portsOf(theirs, outlineOf(array)) }, ourMesh);
  if (front.pivots < panelNodes) meshes.eliminate(front.at, front.size, front.pivots, front.tied);
  else {
    Atomics.store(done, 0, 0);
    const theirRows = asked(worker, shared, { what: 'follow', front, done });
    leadElimination(kernels, front, 8 * layout.packed[0], done);
    await theirRows;
  }
  const operator = readOperator(heap, condenser.keep(front, layout.halves[0]), array);
  // Only now: after a failure the other thread may still be at work in it.
  spare = memory;
  return operator;
}

/** Where everything lies in the memory: indices of doubles. The first few are for signals between the threads. */
interface Layout {
  readonly packed: readonly [ours: number, theirs: number];
  readonly halves: readonly [theirs: number, ours: number];
  readonly doubles: number;
}

function layOut(outline: Outline): Layout {
  const whole = { i0: 0, i1: outline.rows, j0: 0, j1: outline.cols };
  const { largestFront } = condenseMemory(outline);
  const [theirs, ours] = cut(whole, outline);
  const packed = packedDoubles(largestFront);
  const packedAt = 8;
  const theirsAt = packedAt + 2 * packed;
  const oursAt = theirsAt + condenseMemory(outline, theirs).doubles;
  const joined = end({ at: 0, ports: portsOf(ours, outline) }) + frontDoubles(largestFront);
  return {
    packed: [packedAt, packedAt + packed],
    halves: [theirsAt, oursAt],
    doubles: oursAt + Math.max(condenseMemory(outline, ours).doubles, joined),
  };
}

let requests = 0;

interface Asked {
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** What the thread has been asked to do and has not answered, by the request's id. */
const unanswered = new Map<number, Asked>();

/** Resolves when the thread has done it. Rejects where the thread fails or ends; the next operator starts another. */
function asked(worker: Worker, shared: SharedMemory, task: ThreadTask): Promise<void> {
  const request: ThreadRequest = { id: requests++, shared, task };
  return new Promise((resolve, reject) => {
    unanswered.set(request.id, { resolve, reject });
    worker.ref();
    worker.postMessage(request);
  });
}

function startThread(): Promise<Worker> {
  thread ??= import('node:worker_threads').then(threads => {
    const worker = new threads.Worker(besideModule(import.meta.url, 'condense-worker'), {
      execArgv: threadArguments(),
    });
    let over = false;
    const failed = (cause: Error): void => {
      // A thread that fails ends as well, by then with another in its place.
      if (over) return;
      over = true;
      thread = undefined;
      for (const { reject } of unanswered.values()) reject(cause);
      unanswered.clear();
    };
    worker.on('message', (id: number) => {
      unanswered.get(id)?.resolve();
      unanswered.delete(id);
      if (unanswered.size === 0) worker.unref();
    });
    worker.on('error', failed);
    worker.on('exit', code => failed(new Error(`the thread that condenses ended with code ${code}`)));
    worker.unref();
    return worker;
  });
  return thread;
}
