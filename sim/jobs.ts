import { Worker } from 'node:worker_threads';
import { InputError } from '../edge/error.js';
import { threadArguments } from '../kernels/thread.js';

/** What a worker sends of the job it was given last: how it goes, and in the end its result. */
export type WorkerMessage<News, Result> = { readonly news: News } | { readonly result: Result };

export interface WorkerOptions<News> {
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  readonly onNews: (job: number, news: News) => void;
  /** Told of a job whose thread died, as one does that needs more memory than there is; where not given, that ends all jobs. */
  readonly onLost?: (job: number, cause: unknown) => void;
}

/**
 * Runs jobs in threads of the module `file`, each taking the next job when it is free, which is when `jobs` is asked for it;
 * results come back in the order of the jobs. Every thread gets a copy of `shared` as its `workerData`, then one job after the
 * other as messages. The first error, or the signal, ends all of
 * them; where `onLost` is given, a thread that an error ends has lost its job, and another thread takes its place.
 */
export async function runInWorkers<Job, News, Result>(
  file: URL,
  shared: unknown,
  jobs: Iterable<Job>,
  { workers, signal, onNews, onLost }: WorkerOptions<News>,
): Promise<Result[]> {
  const results: Result[] = [];
  const threads: Worker[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      const source = jobs[Symbol.iterator]();
      let next = source.next();
      let [begun, finished] = [0, 0];
      const start = (): void => {
        const worker = new Worker(file, { workerData: shared, execArgv: threadArguments() });
        threads.push(worker);
        let current = -1;
        const take = (): void => {
          if (next.done) return;
          current = begun++;
          worker.postMessage(next.value);
          next = source.next();
        };
        const hear = (message: WorkerMessage<News, Result>): void => {
          if ('news' in message) {
            onNews(current, message.news);
            return;
          }
          results[current] = message.result;
          finished++;
          take();
          if (finished === begun) resolve();
        };
        worker.on('message', (message: WorkerMessage<News, Result>) => {
          try {
            hear(message);
          } catch (cause) {
            reject(cause); // of the one who makes the jobs or hears the news
          }
        });
        let lost = false;
        worker.on('error', cause => {
          if (!onLost) {
            reject(revived(cause));
            return;
          }
          lost = true;
          try {
            onLost(current, cause);
          } catch (other) {
            reject(other);
          }
          finished++;
          if (!next.done) start();
          else if (finished === begun) resolve();
        });
        worker.on('exit', code => {
          if (!lost) reject(new Error(`a worker ended with code ${code} in job ${current}`));
        });
        take();
      };
      while (threads.length < workers && !next.done) start();
      if (begun === 0) resolve();
    });
    return results;
  } finally {
    // What is still said on the way is not to be heard.
    await Promise.all(threads.map(thread => thread.removeAllListeners('message').terminate()));
  }
}

/** Errors lose their class on the way between threads; those of the user's making get it back. */
function revived(cause: unknown): unknown {
  const { name, where, found, expected } = cause as Partial<InputError>;
  return name === 'InputError' ? new InputError(where ?? '', found ?? '', expected ?? '') : cause;
}
