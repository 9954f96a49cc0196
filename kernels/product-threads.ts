import { multiplyWith, type Numbers, type SharedProduct } from './dense.js';
import { kernelModule } from './instance.js';
import { completeJob, type ProductJob, shareJob } from './product-job.js';
import { openWorkers, type Workers } from './workers.js';

/** Multiplications from which on a product is shared: below, to wake the threads costs what they save (measured). */
const sharedFrom = 4e6;
/** Chunks per thread, so that one that starts late or runs slowly leaves its share to the others. */
const chunksPerThread = 4;
/** The others are waited for this many times as long as this thread took for its own share, and at least `shortestWait`. */
const patience = 20;
const shortestWait = 200;

/**
 * More threads for `multiply`: from `open` until `close`, every large product of this thread is shared with them, wherever
 * in the program it is asked for. The same bits as without.
 *
 * Matrices pass through shared memory; those that lie in a SharedArrayBuffer already are not copied. The calling thread
 * does its share and then waits, so that `multiply` stays synchronous; chunks that the others do not finish in time it
 * does itself, so that a thread that died costs time and no result. Nothing here keeps a program alive.
 */
export class ProductThreads {
  readonly #workers: Workers;
  readonly #send: (job: ProductJob) => void;
  #arena: SharedArrayBuffer = new SharedArrayBuffer(0);

  private constructor(workers: Workers, send: (job: ProductJob) => void) {
    this.#workers = workers;
    this.#send = send;
    multiplyWith(this.#product);
  }

  /**
   * Starts `threads` besides the calling one; default: one for each further processor. None where the host has no worker
   * threads or no shared memory; products then stay as they were.
   */
  static async open(threads?: number): Promise<ProductThreads> {
    const workers = await openWorkers(import.meta.url, 'product-worker', threads, kernelModule());
    return new ProductThreads(workers, job => {
      for (const worker of workers) worker.postMessage(job);
    });
  }

  /** Threads that take part, the calling one included. */
  get count(): number {
    return this.#workers.length + 1;
  }

  /** Ends the threads; products are done by the calling thread again. */
  async close(): Promise<void> {
    multiplyWith(null, this.#product);
    await Promise.all(this.#workers.map(worker => worker.terminate()));
  }

  readonly #product: SharedProduct = (x, count, w, rows, cols, out) => {
    const chunkRows = 4 * Math.ceil(count / (4 * chunksPerThread * this.count));
    if (this.#workers.length === 0 || count < 2 * chunkRows || count * rows * cols < sharedFrom) return false;
    const [sharedX, sharedW, sharedOut] = this.#share([x, w, out]) as [Numbers, Numbers, Numbers];
    if (sharedX !== x) sharedX.set(x);
    if (sharedW !== w) sharedW.set(w);
    const state = new Int32Array(new SharedArrayBuffer(4 * (1 + Math.ceil(count / chunkRows))));
    const job: ProductJob = { x: sharedX, count, w: sharedW, rows, cols, out: sharedOut, chunkRows, state };
    this.#send(job);
    const start = performance.now();
    let inTime = false;
    try {
      shareJob(job);
      inTime = waitForOthers(state, Math.max(shortestWait, patience * (performance.now() - start)));
      if (!inTime) completeJob(job);
      if (sharedOut !== out) out.set(sharedOut);
    } finally {
      // Whoever is late may still write to the old one.
      if (!inTime) this.#arena = new SharedArrayBuffer(0);
    }
    return true;
  };

  /** Arrays of the same types and lengths in shared memory: those that are there as they are, room for the others. */
  #share(arrays: readonly Numbers[]): Numbers[] {
    const bytes = arrays.map(array => (isShared(array) ? 0 : 64 * Math.ceil(array.byteLength / 64)));
    const total = bytes.reduce((sum, some) => sum + some, 0);
    if (this.#arena.byteLength < total) this.#arena = new SharedArrayBuffer(total);
    let at = 0;
    return arrays.map((array, k) => {
      if (isShared(array)) return array;
      const shared =
        array instanceof Float32Array
          ? new Float32Array(this.#arena, at, array.length)
          : new Float64Array(this.#arena, at, array.length);
      at += bytes[k]!;
      return shared;
    });
  }
}

const isShared = (array: Numbers): boolean => array.buffer instanceof SharedArrayBuffer;

/** Waits until all chunks are done; false after `milliseconds`, or as soon as one failed. */
function waitForOthers(state: Int32Array, milliseconds: number): boolean {
  const end = performance.now() + milliseconds;
  for (let chunk = 1; chunk < state.length; chunk++) {
    while (Atomics.load(state, chunk) === 0) {
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(state, chunk, 0, left);
    }
    if (Atomics.load(state, chunk) < 0) return false;
  }
  return true;
}
