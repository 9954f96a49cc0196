import { Worker } from 'node:worker_threads';
import { InputError } from '../edge/error.js';
import { besideModule, threadArguments } from '../kernels/thread.js';
import type { jobs } from './jobs.js';
import type { Report } from './progress.js';

type Jobs = typeof jobs;
type Result<Name extends keyof Jobs> = Awaited<ReturnType<Jobs[Name]>>;

/** What the thread of a job sends. */
export type JobMessage =
  | { readonly done: number; readonly total: number }
  | { readonly result: unknown }
  | { readonly refused: readonly [where: string, found: string, expected: string] }
  | { readonly failed: string; readonly stack: string | undefined };

/**
 * Does a job of jobs.ts in a thread of its own. Rejects with the job's error, or with the signal's reason where it
 * aborts; the thread ends either way.
 */
export async function background<Name extends keyof Jobs>(
  name: Name,
  input: Parameters<Jobs[Name]>[0],
  signal: AbortSignal,
  report: Report,
): Promise<Result<Name>> {
  signal.throwIfAborted();
  const file = besideModule(import.meta.url, 'thread');
  const worker = new Worker(file, { workerData: { name, input }, execArgv: threadArguments() });
  let abort = (): void => undefined;
  try {
    return await new Promise<Result<Name>>((resolve, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort);
      worker.on('message', (message: JobMessage) => {
        if ('done' in message) report(message.done, message.total);
        else if ('result' in message) resolve(message.result as Result<Name>);
        else if ('refused' in message) reject(new InputError(...message.refused));
        else reject(Object.assign(new Error(message.failed), { stack: message.stack }));
      });
      worker.on('error', reject);
      worker.on('exit', code => reject(new Error(`the thread of "${name}" ended with code ${code}`)));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
