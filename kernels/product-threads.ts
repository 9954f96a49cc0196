import { type ChunkState, chunkState, waitForChunks } from './chunk-job.js';
import { multiplyWith, type Numbers, type SharedProduct } from './dense.js';
import { kernelModule } from './instance.js';
import { completeJob, type ProductJob, shareJob } from './product-job.js';
import { type SharedSettling, settleWith } from './settle.js';
import { completeSettling, type SharedSettleJob, shareSettling } from './settle-job.js';
import { openWorkers, type Workers } from './workers.js';

/** Multiplications from which on a product is shared: below, to wake the threads costs what they save (measured). */
const sharedFrom = 4e6;
/** Products of a state and a round from which on settling is shared. */
const settledFrom = 1e6;
/** Chunks per thread, so that one that starts late or runs slowly leaves its share to the others. */
const chunksPerThread = 4;
/** The others are waited for this many times as long as this thread took for its own share, and at least `shortestWait`. */
const patience = 20;
const shortestWait = 200;

/**
 * More threads for `multiply` and `settleStates`: from `open` until `close`, every large job of this thread is shared with
 * them, wherever in the program it is asked for. The same bits as without.
 *
 * Matrices pass through shared memory; those that lie in a SharedArrayBuffer already are not copied. The calling thread
 * does its share and then waits, so that `multiply` stays synchronous; chunks that the others do not finish in time it
 * does itself, so that a thread that died costs time and no result. Nothing here keeps a program alive.
 */
export class ProductThreads {
  readonly #workers: Workers;
  readonly #send: (job: ProductJob | SharedSettleJob) => void;
  #arena: SharedArrayBuffer = new SharedArrayBuffer(0);

  private constructor(workers: Workers, send: (job: ProductJob | SharedSettleJob) => void) {
    this.#workers = workers;
    this.#send = send;
    multiplyWith(this.#product);
    settleWith(this.#settle);
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
    settleWith(null, this.#settle);
    await Promise.all(this.#workers.map(worker => worker.terminate()));
  }

  readonly #product: SharedProduct = (x, count, w, rows, cols, out) => {
    const chunkRows = 4 * Math.ceil(count / (4 * chunksPerThread * this.count));
    if (this.#workers.length === 0 || count < 2 * chunkRows || count * rows * cols < sharedFrom) return false;
    const [sharedX, sharedW, sharedOut] = this.#share([x, w, out]) as [Numbers, Numbers, Numbers];
    if (sharedX !== x) sharedX.set(x);
    if (sharedW !== w) sharedW.set(w);
    const state = chunkState(Math.ceil(count / chunkRows));
    const job: ProductJob = {
      ...{ kind: 'product', x: sharedX, count, w: sharedW, rows, cols, out: sharedOut, chunkRows, state },
    };
    this.#together(
      job,
      () => shareJob(job),
      () => completeJob(job),
    );
    if (sharedOut !== out) out.set(sharedOut);
    return true;
  };

  readonly #settle: SharedSettling = job => {
    const { count, width, rounds, states } = job;
    const chunkInputs = Math.ceil(count / (chunksPerThread * this.count));
    if (this.#workers.length === 0 || count < 2 * chunkInputs || count * width * rounds < settledFrom) return undefined;
    const own = [job.lateral, job.drive, job.start] as const;
    const [lateral, drive, start, sharedStates] = this.#share([...own, states]) as Float64Array[];
    [lateral, drive, start].forEach((shared, k) => {
      if (shared !== own[k]) shared!.set(own[k]!);
    });
    const state = chunkState(Math.ceil(count / chunkInputs));
    const shared: SharedSettleJob = {
      ...{ kind: 'settle', chunkInputs, state, taken: chunkState(state.length - 2) },
      job: { ...job, lateral: lateral!, drive: drive!, start: start!, states: sharedStates! },
    };
    this.#together(
      shared,
      () => shareSettling(shared),
      () => completeSettling(shared),
    );
    if (sharedStates !== states) states.set(sharedStates!);
    return {
      rounds: shared.taken.reduce((most, taken) => Math.max(most, taken < 0 ? rounds : taken), 0),
      rested: shared.taken.every(taken => taken >= 0),
    };
  };

  /** Does a job with the other threads: this one's share, a wait for theirs, and what they do not end in time. */
  #together(
    job: (ProductJob | SharedSettleJob) & { readonly state: ChunkState },
    share: () => void,
    complete: () => void,
  ): void {
    this.#send(job);
    const start = performance.now();
    let inTime = false;
    try {
      share();
      inTime = waitForChunks(job.state, Math.max(shortestWait, patience * (performance.now() - start)));
      if (!inTime) complete();
    } finally {
      // Whoever is late may still write to the old one.
      if (!inTime) this.#arena = new SharedArrayBuffer(0);
    }
  }

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
