import type { Worker } from 'node:worker_threads';
import { type Kernels, kernelModule, ownKernels } from '../kernels/instance.js';
import { besideModule, threadArguments } from '../kernels/thread.js';
import type { CrossbarArray } from './array.js';
import { condenserOf, cut, end, isCorner, outlineOf, portsOf } from './condense.js';
import type { CondenseAnswer, CondenseRequest } from './condense-worker.js';
import {
  type EffectiveOperator,
  effectiveOperator,
  type OperatorOptions,
  operatorMeshes,
  readOperator,
} from './operator.js';

/** The instance that the last operator was computed in. */
let spare: Kernels | null = null;

/** One more thread, kept for the next operator; it does not keep the process alive. */
let thread: Promise<Worker> | undefined;

/**
 * `effectiveOperator` in two threads: each condenses one half of the array, then this one joins them, which is a sixth of
 * the work. The same bits. Pays from about 200 × 200 cells on; where the host has no worker threads, one thread does all.
 */
export async function effectiveOperatorInThreads(
  array: CrossbarArray,
  options: OperatorOptions = {},
): Promise<EffectiveOperator> {
  // A memory of its own, since others may use the common one while this call waits.
  let own: Kernels | null = null;
  const meshes = operatorMeshes(array, options, () => {
    own = spare ?? ownKernels();
    spare = null;
    return own;
  });
  const outline = outlineOf(array);
  const whole = { i0: 0, i1: array.rows, j0: 0, j1: array.cols };
  const worker = meshes && !isCorner(whole) && (await startThread().catch(() => undefined));
  try {
    if (!worker) return effectiveOperator(array, options);
    const [first, second] = cut(whole, outline);
    const answer = condensed(worker, { array, block: first, ...options });
    const condenser = condenserOf(array, meshes);
    const a = { at: 0, ports: portsOf(first, outline) };
    const b = condenser.mesh(second, end(a));
    meshes.heap.set(await answer);
    return readOperator(meshes.heap, condenser.merge(whole, a, b), array);
  } finally {
    spare = own ?? spare;
  }
}

let requests = 0;

/** What the thread makes of a block. Rejects where the thread fails or ends; the next call starts another. */
function condensed(worker: Worker, request: Omit<CondenseRequest, 'id'>): Promise<Float64Array> {
  const id = requests++;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      worker.off('message', answered).off('error', failed).off('exit', ended);
      if (worker.listenerCount('message') === 0) worker.unref();
    };
    const answered = (answer: CondenseAnswer): void => {
      if (answer.id !== id) return;
      stop();
      resolve(answer.mesh);
    };
    const failed = (cause: Error): void => {
      stop();
      thread = undefined;
      reject(cause);
    };
    const ended = (code: number): void => failed(new Error(`the thread that condenses ended with code ${code}`));
    worker.on('message', answered).on('error', failed).on('exit', ended);
    worker.ref();
    worker.postMessage({ ...request, id });
  });
}

function startThread(): Promise<Worker> {
  thread ??= import('node:worker_threads').then(threads => {
    const worker = new threads.Worker(besideModule(import.meta.url, 'condense-worker'), {
      workerData: kernelModule(),
      execArgv: threadArguments(),
    });
    worker.unref();
    return worker;
  });
  return thread;
}
