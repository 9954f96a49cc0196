import { type Remote, wrap } from 'comlink';
import { host } from '#spice-host';
import { besideModule } from '../../kernels/thread.js';
import { type Engine, loadEngine } from './engine.js';
import { RunCancelled, spiceErrors, WorkerLost } from './errors.js';
import type { HostWorker } from './host/host.js';
import { limitTime } from './limit-time.js';
import type { SpiceResult, SpiceRunner, StartRunner } from './runner.js';
import type { WorkerAnswer, WorkerService } from './worker.js';

/** worker.ts beside this file: compiled where this file is compiled, and a source under ts-node where it is one. */
const workerFile = besideModule(import.meta.url, 'worker');

const startSeconds = 60;

/** Starts worker threads that run `file`; the engine is loaded for the first and shared by all. */
export function threadRunners(file = workerFile): StartRunner {
  let engine: Promise<Engine> | undefined;
  return async () => {
    engine ??= loadEngine();
    return new SpiceThread(await engine, file);
  };
}

/**
 * One worker thread with its ngspice. Every wait ends: with the answer, with the end of the worker (comlink alone would
 * wait for ever), with the time-out or with the caller's signal. After anything but an answer or a plain `SpiceError`
 * the thread is of no use: `stop` it, which also ends a busy loop inside WebAssembly.
 */
class SpiceThread implements SpiceRunner {
  readonly #worker: HostWorker;
  readonly #service: Remote<WorkerService>;
  readonly #ready: Promise<void>;
  /** Why the worker ended, once it has. */
  #lost: WorkerLost | undefined;
  /** Ends the wait that is on. */
  #fail: (cause: Error) => void = () => {};
  #heldBytes = 0;

  constructor(engine: Engine, file: URL) {
    this.#worker = host.startWorker(file);
    this.#service = wrap<WorkerService>(this.#worker.endpoint);
    void this.#worker.ended.then(why => {
      this.#lost = new WorkerLost(why);
      this.#fail(this.#lost);
    });
    this.#ready = this.#service.start(engine);
    this.#ready.catch(() => {});
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Runs one netlist, see `SpiceRunner`. */
  async run(netlist: string, seconds: number, stop: AbortSignal): Promise<SpiceResult> {
    this.#worker.await(true);
    try {
      // Starting does not count against the time of the run.
      await this.#within(startSeconds, stop, this.#ready);
      const answer = await this.#within<WorkerAnswer>(seconds, stop, this.#service.run(netlist));
      this.#heldBytes = answer.heldBytes;
      if (answer.status === 'done') return answer.result;
      throw new spiceErrors[answer.kind](answer.message, answer.line);
    } finally {
      this.#worker.await(false); // a pool nobody closed does not keep the program alive
    }
  }

  stop(): Promise<void> {
    return this.#worker.stop();
  }

  /** Waits for nothing that outlives the run: a race with such a promise would keep every answer as long as that. */
  async #within<T>(seconds: number, stop: AbortSignal, answer: Promise<T>): Promise<T> {
    const cancel = (): void => this.#fail(new RunCancelled('cancelled'));
    let end = (): void => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#fail = reject;
        answer.then(resolve, reject);
        if (this.#lost) return reject(this.#lost);
        if (stop.aborted) return cancel();
        stop.addEventListener('abort', cancel);
        end = limitTime(seconds, reject);
      });
    } finally {
      this.#fail = () => {};
      stop.removeEventListener('abort', cancel);
      end();
    }
  }
}
