import { type StackTeam, stackWith } from './stack.js';
import type { StackRequest } from './stack-worker.js';
import { openWorkers, type Workers } from './workers.js';

/**
 * More threads for `runStack` (kernels/stack.ts): from `open` until `close`, every large job of this thread is shared with
 * them, wherever in the program it is asked for. The same bits as without. The calling thread takes part and then waits, so
 * that `runStack` stays synchronous; what a thread does not end, the calling one does alone. Nothing here keeps a program
 * alive.
 */
export class StackThreads implements StackTeam {
  readonly #workers: Workers;
  readonly patience = 60_000;
  readonly send: StackTeam['send'];

  private constructor(workers: Workers) {
    this.#workers = workers;
    stackWith(this);
    this.send = (job, module, memory) => {
      workers.forEach((worker, k) => {
        const request: StackRequest = { job, module, memory, thread: 1 + k };
        worker.postMessage(request);
      });
    };
  }

  /**
   * Starts `threads` besides the calling one; default: one for each further processor. None where the host has no worker
   * threads or no shared memory.
   */
  static async open(threads?: number): Promise<StackThreads> {
    return new StackThreads(await openWorkers(import.meta.url, 'stack-worker', threads));
  }

  /** Threads besides the calling one. */
  get others(): number {
    return this.#workers.length;
  }

  /** Ends the threads; jobs are done by the calling thread alone again. */
  async close(): Promise<void> {
    stackWith(undefined, this);
    await Promise.all(this.#workers.splice(0).map(worker => worker.terminate()));
  }
}
