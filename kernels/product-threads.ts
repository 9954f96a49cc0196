import { type ChunkState, chunkState, waitForChunks } from './chunk-job.js';
import { multiplyWith, type Numbers, type SharedProduct } from './dense.js';
import { kernelModule } from './instance.js';
import type { NeuronRun } from './neuron-run.js';
import { neuronsWith, type SharedNeurons } from './neurons.js';
import { completeNeurons, type SharedNeuronRun, shareNeurons } from './neurons-job.js';
import { completeJob, type ProductJob, shareJob } from './product-job.js';
import { type SharedSettling, settleWith } from './settle.js';
import { completeSettling, type SharedSettleJob, shareSettling } from './settle-job.js';
import { openWorkers, type Workers } from './workers.js';

/** Multiplications from which on a product is shared: below, to wake the threads costs what they save (measured). */
const sharedFrom = 4e6;
/** Products of a state and a round from which on settling is shared. */
const settledFrom = 1e6;
/** Steps of a neuron from which on a layer is shared. */
const neuronsFrom = 5e4;
/** Chunks per thread, so that one that starts late or runs slowly leaves its share to the others. */
const chunksPerThread = 4;
/** The others are waited for this many times as long as this thread took for its own share, and at least `shortestWait`. */
const patience = 20;
const shortestWait = 200;

/** Any job of these threads. */
export type SharedJob = ProductJob | SharedSettleJob | SharedNeuronRun;

/**
 * More threads for `multiply`, `settleStates` and `runNeurons`: from `open` until `close`, every large job of this thread is shared with
 * them, wherever in the program it is asked for. The same bits as without.
 *
 * Matrices pass through shared memory; those that lie in a SharedArrayBuffer already are not copied. The calling thread
 * does its share and then waits, so that `multiply` stays synchronous; chunks that the others do not finish in time it
 * does itself, so that a thread that died costs time and no result. Nothing here keeps a program alive.
 */
export class ProductThreads {
  readonly #workers: Workers;
  readonly #send: (job: SharedJob) => void;
  #arena: SharedArrayBuffer = new SharedArrayBuffer(0);

  private constructor(workers: Workers, send: (job: SharedJob) => void) {
    this.#workers = workers;
    this.#send = send;
    multiplyWith(this.#product);
    settleWith(this.#settle);
    neuronsWith(this.#neurons);
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
    neuronsWith(null, this.#neurons);
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

  readonly #neurons: SharedNeurons = run => {
    const { ends, width } = run;
    const chunkSeries = Math.ceil(ends.length / (chunksPerThread * this.count));
    if (this.#workers.length === 0 || ends.length < 2 * chunkSeries || (ends.at(-1) ?? 0) * width < neuronsFrom)
      return false;
    const shared: SharedNeuronRun = {
      ...{ kind: 'neurons', chunkSeries, state: chunkState(Math.ceil(ends.length / chunkSeries)) },
      run: this.#sharedRun(run),
    };
    this.#together(
      shared,
      () => shareNeurons(shared),
      () => completeNeurons(shared),
    );
    const { spikes, membranes } = shared.run;
    if (spikes && spikes !== run.spikes) run.spikes?.set(spikes);
    if (membranes && membranes !== run.membranes) run.membranes?.set(membranes);
    return true;
  };

  /** A run whose inputs and results are in shared memory; weights and constants are small, and go to each thread as copies. */
  #sharedRun(run: NeuronRun): NeuronRun {
    const { given, spikes, membranes } = run;
    const own = 'bits' in given ? given.bits : given.drive;
    const [input, ...results] = this.#share([own, spikes, membranes]);
    if (input !== own) input!.set(own);
    return {
      ...run,
      given: 'bits' in given ? { ...given, bits: input as Uint8Array } : { drive: input as Numbers },
      ...{ spikes: results[0] as Uint8Array | undefined, membranes: results[1] as Numbers | undefined },
    };
  }

  /** Does a job with the other threads: this one's share, a wait for theirs, and what they do not end in time. */
  #together(job: SharedJob & { readonly state: ChunkState }, share: () => void, complete: () => void): void {
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
  #share(arrays: readonly (Shareable | undefined)[]): (Shareable | undefined)[] {
    const bytes = arrays.map(array => (!array || isShared(array) ? 0 : 64 * Math.ceil(array.byteLength / 64)));
    const total = bytes.reduce((sum, some) => sum + some, 0);
    if (this.#arena.byteLength < total) this.#arena = new SharedArrayBuffer(total);
    let at = 0;
    return arrays.map((array, k) => {
      if (!array || isShared(array)) return array;
      const shared = likeAt(array, this.#arena, at);
      at += bytes[k]!;
      return shared;
    });
  }
}

type Shareable = Numbers | Uint8Array;

/** An array as another one is, elsewhere. */
function likeAt(like: Shareable, buffer: SharedArrayBuffer, at: number): Shareable {
  if (like instanceof Float64Array) return new Float64Array(buffer, at, like.length);
  return like instanceof Float32Array
    ? new Float32Array(buffer, at, like.length)
    : new Uint8Array(buffer, at, like.length);
}

const isShared = (array: Shareable): boolean => array.buffer instanceof SharedArrayBuffer;
