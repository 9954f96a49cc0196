import type { Worker } from 'node:worker_threads';
import { sharedKernelModule, sharedKernels } from '../kernels/instance.js';
import { frontDoubles, packedDoubles } from '../kernels/mesh.js';
import { type Board, boardInts, closeBoard, help, openBoard, sharedMeshes } from '../kernels/mesh-threads.js';
import { besideModule, threadArguments } from '../kernels/thread.js';
import { type CrossbarArray, checkArray, copyOfArray } from './array.js';
import { condenseMemory, condenserOf, cut, end, isCorner, type Outline, outlineOf, portsOf } from './condense.js';
import type { ThreadAnswer, ThreadRequest } from './condense-worker.js';
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
 * `effectiveOperator` in two threads on one memory: each condenses one half of the array, one then joins the halves, and
 * whoever has nothing of its own to do helps the other with its large fronts. The same bits. Pays from about 200 × 200 cells
 * on: measured 1.6 to 1.85 times as fast from 512 × 512 cells on, 1.3 to 1.7 times at 256 × 256.
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
  const heap = new Float64Array(memory.buffer);
  const [ourBoard, theirBoard] = boardsIn(memory);
  const [ourPacked, theirPacked] = [8 * layout.packed[0], 8 * layout.packed[1]];
  const meshes = sharedMeshes(kernels, heap, ourPacked, ourBoard);
  const condenser = condenserOf(array, meshes);
  const [theirs, ours] = cut(whole, outlineOf(array));
  openBoard(ourBoard);
  openBoard(theirBoard);
  const their = ask(worker, {
    ...{ array, block: theirs, at: layout.halves[0], module, memory, packed: theirPacked },
    boards: { own: theirBoard, other: ourBoard },
  });
  try {
    const ourMesh = condenser.mesh(ours, layout.halves[1]);
    await whileWaiting(their.mesh, () => help(kernels, theirBoard, ourPacked));
    const front = condenser.join(whole, { at: layout.halves[0], ports: portsOf(theirs, outlineOf(array)) }, ourMesh);
    meshes.eliminate(front.at, front.size, front.pivots, front.tied);
    return readOperator(heap, condenser.keep(front, layout.halves[0]), array);
  } finally {
    closeBoard(ourBoard);
    // Fails where the thread did, whose shares are not to be trusted then. Until here it may be at work in the memory.
    await their.end;
    spare = memory;
  }
}

/** Does the work again and again, and lets events come through in between, until the promise settles. */
async function whileWaiting(promise: Promise<void>, work: () => void): Promise<void> {
  let waiting = true;
  const settled = (): void => {
    waiting = false;
  };
  promise.then(settled, settled);
  while (waiting) {
    work();
    await new Promise(setImmediate);
  }
  await promise;
}

function boardsIn({ buffer }: WebAssembly.Memory): [ours: Board, theirs: Board] {
  return [new Int32Array(buffer, 0, boardInts), new Int32Array(buffer, 4 * boardInts, boardInts)];
}

/** Where everything lies in the memory: indices of doubles. It begins with the two boards. */
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
  const packedAt = boardInts;
  const theirsAt = packedAt + 2 * packed;
  const oursAt = theirsAt + condenseMemory(outline, theirs).doubles;
  const joined = end({ at: 0, ports: portsOf(ours, outline) }) + frontDoubles(largestFront);
  return {
    packed: [packedAt, packedAt + packed],
    halves: [theirsAt, oursAt],
    doubles: oursAt + Math.max(condenseMemory(outline, ours).doubles, joined),
  };
}

interface Asked {
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** What the thread is to answer and has not. */
const unanswered = new Map<ThreadAnswer, Asked>();

/** Both promises reject where the thread fails or ends; the next operator starts another. */
function ask(worker: Worker, request: ThreadRequest): Record<ThreadAnswer, Promise<void>> {
  worker.ref();
  worker.postMessage(request);
  return { mesh: answered('mesh'), end: answered('end') };
}

function answered(what: ThreadAnswer): Promise<void> {
  const answer = new Promise<void>((resolve, reject) => unanswered.set(what, { resolve, reject }));
  // Where our own half fails, nobody asks for their mesh.
  answer.catch(() => undefined);
  return answer;
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
    worker.on('message', (what: ThreadAnswer) => {
      unanswered.get(what)?.resolve();
      unanswered.delete(what);
      if (unanswered.size === 0) worker.unref();
    });
    worker.on('error', failed);
    worker.on('exit', code => failed(new Error(`the thread that condenses ended with code ${code}`)));
    worker.unref();
    return worker;
  });
  return thread;
}
