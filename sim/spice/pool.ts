import { host } from '#spice-host';
import { RunCancelled, SpiceDead, SpiceError, WorkerLost } from './errors.js';
import type { SpiceResult, SpiceRunner, StartRunner } from './runner.js';
import { threadRunners } from './thread.js';

/** What became of one netlist. `seconds` is the time its last attempt took, without the wait for a worker. */
export type SpiceOutcome =
  | { readonly status: 'done'; readonly result: SpiceResult; readonly seconds: number }
  | { readonly status: 'failed'; readonly error: Error; readonly seconds: number };

export interface PoolOptions {
  /** Most runners at a time; default: one per core. */
  readonly workers?: number;
  /** What runs the netlists; default: ngspice in WebAssembly, in worker threads. */
  readonly runner?: StartRunner;
  /** A runner is replaced after so many netlists; default 1000. */
  readonly runsPerRunner?: number;
  /** A runner is replaced when it holds more than so many bytes, which WebAssembly never gives back; default 2²⁹. */
  readonly bytesPerRunner?: number;
}

export interface RunOptions {
  /** Longest time of one attempt; default 600 s. */
  readonly timeoutSeconds?: number;
  /** How many more times a netlist is tried whose worker was lost; default 2. */
  readonly retries?: number;
  readonly signal?: AbortSignal;
}

export interface SpiceJob {
  readonly netlist: string;
  /** Instead of that of the run. */
  readonly timeoutSeconds?: number;
}

/**
 * ngspice in worker threads, or any other runner, for any number of netlists. A runner starts when a netlist waits and
 * none is idle. One that crashes, hangs, is taken down by a netlist or has grown too large is replaced; nothing that
 * happens to one netlist reaches another.
 *
 * A netlist is tried again where the failure may not be its own: where its worker ended without a word, or ngspice ended
 * in a worker that had run others before. A time-out would only be met again.
 */
export class SpicePool {
  readonly #runner: StartRunner;
  readonly #runsPerRunner: number;
  readonly #bytesPerRunner: number;
  readonly #places: readonly Place[];
  /** Places that nobody uses, with or without a runner. */
  readonly #free: Place[];
  readonly #waiting: ((place: Place) => void)[] = [];
  readonly #closing = new AbortController();

  constructor(options: PoolOptions = {}) {
    const { workers = host.cores(), runner = threadRunners() } = options;
    if (!Number.isInteger(workers) || workers < 1)
      throw new RangeError(`a pool needs a count of workers ≥ 1, got ${workers}`);
    this.#runner = runner;
    this.#runsPerRunner = options.runsPerRunner ?? 1000;
    this.#bytesPerRunner = options.bytesPerRunner ?? 2 ** 29;
    this.#places = Array.from({ length: workers }, () => ({ runs: 0 }));
    this.#free = [...this.#places].reverse();
  }

  /**
   * Runs one netlist. Never rejects: every failure is in the outcome, with one of the errors of errors.ts. Of many
   * netlists those that wait are all in memory: see `runAll`.
   */
  async run(netlist: string, options: RunOptions = {}): Promise<SpiceOutcome> {
    const { timeoutSeconds = 600, retries = 2, signal } = options;
    const stop = AbortSignal.any(signal ? [signal, this.#closing.signal] : [this.#closing.signal]);
    const place = await this.#take(stop);
    if (!place) return { status: 'failed', error: new RunCancelled('cancelled before it began'), seconds: 0 };
    try {
      for (let left = retries; ; left--) {
        const fresh = place.runs === 0;
        const outcome = await this.#attempt(place, netlist, timeoutSeconds, stop);
        if (outcome.status === 'done' || left <= 0 || !worthRetrying(outcome.error, fresh)) return outcome;
      }
    } finally {
      this.#give(place);
    }
  }

  /**
   * Runs the netlists of `jobs` and gives what became of each as soon as it is known, in any order. A job is asked for only
   * when a worker is free for it, and no more outcomes wait for the caller than there are workers: of thousands of
   * netlists only those exist that run. After the signal no more jobs are asked for. Leaving the loop, or an error of
   * `jobs`, cancels what runs.
   */
  async *runAll<Job extends SpiceJob>(
    jobs: Iterable<Job> | AsyncIterable<Job>,
    options: RunOptions = {},
  ): AsyncGenerator<{ readonly job: Job; readonly outcome: SpiceOutcome }> {
    const leaving = new AbortController();
    const { signal: asked } = options;
    const signal = asked ? AbortSignal.any([asked, leaving.signal]) : leaving.signal;
    const source = Symbol.asyncIterator in jobs ? jobs[Symbol.asyncIterator]() : jobs[Symbol.iterator]();
    const finished: { readonly job: Job; readonly outcome: SpiceOutcome }[] = [];
    let [running, asking, more] = [0, false, true];
    let failure: { readonly cause: unknown } | undefined;
    // Not a race: that would keep every outcome until the longest job ends.
    let wake = (): void => {};
    const start = async (job: Job): Promise<void> => {
      running++;
      const own = job.timeoutSeconds && { timeoutSeconds: job.timeoutSeconds };
      const outcome = await this.run(job.netlist, { ...options, ...own, signal });
      running--;
      finished.push({ job, outcome });
      wake();
    };
    const ask = async (): Promise<void> => {
      asking = true;
      try {
        const next = await source.next();
        if (next.done) more = false;
        else void start(next.value);
      } catch (cause) {
        failure = { cause };
        more = false;
      }
      asking = false;
      wake();
    };
    const stopped = (): void => wake();
    signal.addEventListener('abort', stopped);
    try {
      for (;;) {
        const asks = more && !signal.aborted;
        if (asks && !asking && running + finished.length < this.#places.length) void ask();
        if (failure) throw failure.cause;
        const next = finished.shift();
        if (next) yield next;
        else if (!asks && running === 0) return;
        else
          await new Promise<void>(resolve => {
            wake = resolve;
          });
      }
    } finally {
      signal.removeEventListener('abort', stopped);
      leaving.abort();
      // One that is still looking for the next job may never end.
      if (more && !asking) await source.return?.();
    }
  }

  /** Cancels what runs and waits, and stops the runners. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#places.map(place => place.runner?.stop()));
  }

  async #attempt(place: Place, netlist: string, seconds: number, stop: AbortSignal): Promise<SpiceOutcome> {
    let began = performance.now();
    const elapsed = (): number => (performance.now() - began) / 1000;
    try {
      place.runner ??= await this.#runner();
      if (stop.aborted) throw new RunCancelled('cancelled before it began');
      began = performance.now();
      place.runs++;
      const result = await place.runner.run(netlist, seconds, stop);
      const outcome: SpiceOutcome = { status: 'done', result, seconds: elapsed() };
      await this.#settle(place, netlist);
      return outcome;
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const outcome: SpiceOutcome = { status: 'failed', error, seconds: elapsed() };
      if (error instanceof SpiceError && !(error instanceof SpiceDead)) await this.#settle(place, netlist);
      else await clear(place);
      return outcome;
    }
  }

  /** Takes a runner away that has run long enough, or whose settings a control script may have changed for those to come. */
  async #settle(place: Place, netlist: string): Promise<void> {
    const large = (place.runner?.heldBytes ?? 0) > this.#bytesPerRunner;
    if (large || place.runs >= this.#runsPerRunner || /^\s*\.control\b/im.test(netlist)) await clear(place);
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

/** Where at most one runner is, which has been given `runs` netlists. */
interface Place {
  runner?: SpiceRunner;
  runs: number;
}

async function clear(place: Place): Promise<void> {
  const { runner } = place;
  delete place.runner;
  place.runs = 0;
  await runner?.stop();
}

const worthRetrying = (error: Error, fresh: boolean): boolean =>
  error instanceof WorkerLost || (error instanceof SpiceDead && !fresh);
