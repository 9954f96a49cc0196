import { availableParallelism } from 'node:os';
import { type Engine, loadEngine } from './engine.js';
import { RunCancelled, RunTimeout, SpiceDead, WorkerLost } from './errors.js';
import type { SpiceResult, SpiceRunner } from './runner.js';
import { SpiceThread, workerFile } from './thread.js';

/** What became of one netlist. `seconds` is the time its last attempt took, without the wait for a worker. */
export type SpiceOutcome =
  | { readonly status: 'done'; readonly result: SpiceResult; readonly seconds: number }
  | { readonly status: 'failed'; readonly error: Error; readonly seconds: number };

export interface PoolOptions {
  /** Most workers at a time; default: one per core. */
  readonly workers?: number;
  /** The file the workers run; a test puts in one that crashes. */
  readonly file?: URL;
  /** How a place gets its ngspice; default: one in WebAssembly, in a worker thread. */
  readonly runner?: () => SpiceRunner | Promise<SpiceRunner>;
}

export interface RunOptions {
  /** Longest time of one attempt; default 600 s. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * ngspice in worker threads, for any number of netlists at a time. A worker starts when a netlist waits and none is
 * idle. Where one crashes, hangs or is taken down by a netlist, it is replaced and the netlist tried once more; nothing
 * that happens to one netlist reaches another.
 */
export class SpicePool {
  readonly #runner: () => SpiceRunner | Promise<SpiceRunner>;
  /** Free places for a worker, with the worker that sits there if one has been started. */
  readonly #places: Place[];
  readonly #free: Place[];
  readonly #waiting: ((place: Place) => void)[] = [];
  readonly #closing = new AbortController();
  #engine: Promise<Engine> | undefined;

  constructor(options: PoolOptions = {}) {
    const size = options.workers ?? availableParallelism();
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`a pool needs a count of workers ≥ 1, got ${size}`);
    const { file = workerFile } = options;
    this.#runner = options.runner ?? (async () => new SpiceThread(await this.#loaded(), file));
    this.#places = Array.from({ length: size }, () => ({}));
    this.#free = [...this.#places].reverse();
  }

  /** Runs one netlist. Never rejects: every failure is in the outcome, with one of the errors of errors.ts. */
  async run(netlist: string, options: RunOptions = {}): Promise<SpiceOutcome> {
    const { timeoutSeconds = 600, signal } = options;
    const stop = AbortSignal.any(signal ? [signal, this.#closing.signal] : [this.#closing.signal]);
    const place = await this.#take(stop);
    if (!place) return { status: 'failed', error: new RunCancelled('cancelled before it began'), seconds: 0 };
    try {
      const first = await this.#attempt(place, netlist, timeoutSeconds, stop);
      if (first.status === 'done' || !worthRetrying(first.error)) return first;
      return await this.#attempt(place, netlist, timeoutSeconds, stop);
    } finally {
      this.#give(place);
    }
  }

  /** Cancels what runs and waits, and stops the workers. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#places.map(place => place.runner?.stop()));
  }

  #loaded(): Promise<Engine> {
    this.#engine ??= loadEngine();
    return this.#engine;
  }

  async #attempt(place: Place, netlist: string, seconds: number, stop: AbortSignal): Promise<SpiceOutcome> {
    let began = performance.now();
    const elapsed = (): number => (performance.now() - began) / 1000;
    try {
      const runner = place.runner ?? (await this.#runner());
      place.runner = runner;
      if (stop.aborted) throw new RunCancelled('cancelled before it began');
      began = performance.now();
      const result = await runner.run(netlist, seconds, stop);
      return { status: 'done', result, seconds: elapsed() };
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const outcome: SpiceOutcome = { status: 'failed', error, seconds: elapsed() };
      if (error.name !== 'SpiceError') {
        const { runner } = place;
        delete place.runner;
        await runner?.stop();
      }
      return outcome;
    }
  }

  /** A free place, or nothing where the signal came first. */
  #take(stop: AbortSignal): Promise<Place | undefined> {
    if (stop.aborted) return Promise.resolve(undefined);
    const place = this.#free.pop();
    if (place) return Promise.resolve(place);
    return new Promise(resolve => {
      const begin = (free: Place): void => {
        stop.removeEventListener('abort', leave);
        resolve(free);
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        resolve(undefined);
      };
      stop.addEventListener('abort', leave, { once: true });
      this.#waiting.push(begin);
    });
  }

  #give(place: Place): void {
    const next = this.#waiting.shift();
    if (next) next(place);
    else this.#free.push(place);
  }
}

interface Place {
  runner?: SpiceRunner;
}

/** What took the worker down may have been left by an earlier netlist; what ngspice says about this one was not. */
const worthRetrying = (error: Error): boolean =>
  error instanceof WorkerLost || error instanceof RunTimeout || error instanceof SpiceDead;
