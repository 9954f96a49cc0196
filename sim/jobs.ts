import { Worker } from 'node:worker_threads';
import type { Program } from '../compiler/program-record.js';
import { InputError } from '../edge/error.js';
import { besideModule, threadArguments } from '../kernels/thread.js';
import type { SeriesSet } from '../models/series.js';
import type { DriftCompensation } from './compensation.js';
import type { Lifetime } from './lifetime.js';

/** What all jobs of a run share; copied once into every worker. */
export interface SharedWork {
  readonly program: Program;
  readonly test: SeriesSet;
  readonly times: readonly number[];
  readonly train?: SeriesSet | undefined;
  readonly noiseSplit?: number | undefined;
}

/** One chip with one kind of drift compensation. */
export interface ChipJob {
  readonly seed: number;
  readonly compensation: readonly DriftCompensation[];
}

/** What a worker sends: the progress or the result of the job it was given last. */
export type WorkerMessage = { readonly progress: number } | { readonly lifetime: Lifetime };

/**
 * Runs jobs in `workers` threads, each taking the next job when it is free; results come back in the order of the jobs.
 * The first error, or the signal, ends all of them.
 */
export async function runInWorkers(
  shared: SharedWork,
  jobs: readonly ChipJob[],
  workers: number,
  onProgress: (job: number, done: number) => void,
  signal?: AbortSignal,
): Promise<Lifetime[]> {
  const file = besideModule(import.meta.url, 'lifetime-worker');
  const results = new Array<Lifetime>(jobs.length);
  const threads: Worker[] = [];
  let next = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      let finished = 0;
      const start = (): void => {
        const worker = new Worker(file, { workerData: shared, execArgv: threadArguments() });
        threads.push(worker);
        let current = -1;
        const take = (): void => {
          current = next++;
          if (current < jobs.length) worker.postMessage(jobs[current]);
        };
        worker.on('message', (message: WorkerMessage) => {
          if ('progress' in message) {
            onProgress(current, message.progress);
            return;
          }
          results[current] = message.lifetime;
          if (++finished === jobs.length) resolve();
          else take();
        });
        worker.on('error', cause => reject(revived(cause)));
        worker.on('exit', code => reject(new Error(`a worker ended with code ${code} in job ${current}`)));
        take();
      };
      if (jobs.length === 0) resolve();
      for (let k = 0; k < Math.min(workers, jobs.length); k++) start();
    });
    return results;
  } finally {
    await Promise.all(threads.map(thread => thread.terminate()));
  }
}

/** Errors lose their class on the way between threads; those of the user's making get it back. */
function revived(cause: unknown): unknown {
  const { name, where, found, expected } = cause as Partial<InputError>;
  return name === 'InputError' ? new InputError(where ?? '', found ?? '', expected ?? '') : cause;
}
