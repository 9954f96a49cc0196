import { besideModule, threadArguments } from './thread.js';

/** What is needed of a worker thread. */
export interface Thread {
  postMessage(message: unknown): void;
  terminate(): Promise<number>;
}

export type Workers = Thread[];

/**
 * Starts worker threads that run the module `name` beside the module at `url`, and waits until each has sent its first
 * message; default: one for each processor but this thread's own. They do not keep a program alive. None where the host has no
 * worker threads or no shared memory.
 */
export async function openWorkers(url: string, name: string, threads?: number, workerData?: unknown): Promise<Workers> {
  const host = await import('node:worker_threads').catch(() => undefined);
  if (!host || typeof SharedArrayBuffer === 'undefined') return [];
  const wanted = threads ?? (await import('node:os')).availableParallelism() - 1;
  const workers = Array.from({ length: wanted }, () => {
    const worker = new host.Worker(besideModule(url, name), { workerData, execArgv: threadArguments() });
    worker.unref();
    return worker;
  });
  try {
    await Promise.all(workers.map(worker => started(worker)));
  } catch (cause) {
    await Promise.all(workers.map(worker => worker.terminate()));
    throw new Error('a thread could not be started', { cause });
  }
  return workers;
}

interface Startable {
  once(event: 'message' | 'exit', listener: () => void): unknown;
  once(event: 'error', listener: (cause: Error) => void): unknown;
}

function started(worker: Startable): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('it ended at once')));
  });
}
