import { Worker } from 'node:worker_threads';
import { type Remote, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { messageOf } from '../../edge/error.js';
import { besideModule, threadArguments } from '../../kernels/thread.js';
import type { Engine } from './engine.js';
import { RunCancelled, RunTimeout, SpiceDead, SpiceError, WorkerLost } from './errors.js';
import type { SpiceResult, SpiceRunner } from './runner.js';
import type { WorkerAnswer, WorkerService } from './worker.js';

/** worker.ts beside this file: compiled where this file is compiled, and a source under ts-node where it is one. */
export const workerFile = besideModule(import.meta.url, 'worker');

const startSeconds = 60;

/**
 * One worker thread with its ngspice. Every wait ends: with the answer, with the end of the worker (comlink alone would
 * wait for ever), with the time-out or with the caller's signal. After anything but an answer or a plain `SpiceError`
 * the thread is of no use: `stop` it, which also ends a busy loop inside WebAssembly.
 */
export class SpiceThread implements SpiceRunner {
  readonly #worker: Worker;
  readonly #service: Remote<WorkerService>;
  readonly #ready: Promise<void>;
  readonly #lost: Promise<never>;

  constructor(engine: Engine, file: URL) {
    this.#worker = new Worker(file, { workerData: engine, execArgv: threadArguments() });
    this.#service = wrap<WorkerService>(nodeEndpoint(this.#worker));
    this.#lost = new Promise((_, reject) => {
      this.#worker.once('error', cause => reject(new WorkerLost(`the worker failed: ${messageOf(cause)}`)));
      this.#worker.once('exit', code => reject(new WorkerLost(`the worker ended with code ${code}`)));
    });
    this.#lost.catch(() => {});
    this.#ready = this.#service.ready();
    this.#ready.catch(() => {});
  }

  /** Runs one netlist, see `SpiceRunner`. */
  async run(netlist: string, seconds: number, stop: AbortSignal): Promise<SpiceResult> {
    this.#worker.ref();
    try {
      // Starting does not count against the time of the run.
      await this.#within(startSeconds, stop, this.#ready);
      const answer = await this.#within<WorkerAnswer>(seconds, stop, this.#service.run(netlist));
      if (answer.status === 'done') return answer.result;
      throw new (answer.dead ? SpiceDead : SpiceError)(answer.message, answer.line);
    } finally {
      this.#worker.unref(); // a pool nobody closed does not keep the program alive
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #within<T>(seconds: number, stop: AbortSignal, answer: Promise<T>): Promise<T> {
    let end = (): void => {};
    const ended = new Promise<never>((_, reject) => {
      const cancel = (): void => reject(new RunCancelled('cancelled'));
      if (stop.aborted) return cancel();
      stop.addEventListener('abort', cancel);
      const timer = setTimeout(() => reject(new RunTimeout(`no answer within ${seconds} s`)), seconds * 1000);
      end = () => {
        clearTimeout(timer);
        stop.removeEventListener('abort', cancel);
      };
    });
    try {
      return await Promise.race([answer, this.#lost, ended]);
    } finally {
      end();
    }
  }
}
