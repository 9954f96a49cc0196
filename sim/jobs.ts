import { Worker } from 'node:worker_threads';
import { InputError } from '../edge/error.js';
import { threadArguments } from '../kernels/thread.js';

/** What a worker sends of the job it was given last: how it goes, and in the end its result. */
export type WorkerMessage<News, Result> = { readonly news: News } | { readonly result: Result };

export interface WorkerOptions<News> {
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  readonly onNews: (job: number, news: News) => void;
}

/**
 * Runs jobs in threads of the module `file`, each taking the next job when it is free; results come back in the order of
 * the jobs. Every thread gets a copy of `shared` as its `workerData`, then one job after the other as messages. The first
 * error, or the signal, ends all of them.
 */
export async function runInWorkers<Job, News, Result>(
  file: URL,
  shared: unknown,
  jobs: readonly Job[],
  { workers, signal, onNews }: WorkerOptions<News>,
): Promise<Result[]> {
  const results = new Array<Result>(jobs.length);
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
        worker.on('message', (message: WorkerMessage<News, Result>) => {
          if ('news' in message) {
            onNews(current, message.news);
            return;
          }
          results[current] = message.result;
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
