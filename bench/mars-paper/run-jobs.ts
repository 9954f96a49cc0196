import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { besideModule } from '../../kernels/thread.js';
import type { Job, Outcome } from './jobs.js';

/**
 * Runs jobs in `workers` threads; outcomes come back in the order of the jobs. Each is added to the file `kept` as soon as it
 * is there, if one is named, and what stands there already is not run again.
 */
export async function runJobs(jobs: readonly Job[], workers: number, kept?: string): Promise<Outcome[]> {
  const known = readKept(kept);
  const open = jobs.filter(job => !known.has(JSON.stringify(job)));
  let next = 0;
  let done = 0;
  const began = performance.now();
  const runThread = async (): Promise<void> => {
    if (next >= open.length) return;
    const worker = new Worker(besideModule(import.meta.url, 'worker'));
    try {
      while (next < open.length) {
        const job = open[next++]!;
        const outcome = await answerOf(worker, job);
        known.set(JSON.stringify(job), outcome);
        if (kept) appendFileSync(kept, `${JSON.stringify({ job, outcome })}\n`);
        const seconds = ((performance.now() - began) / 1000).toFixed(0);
        process.stderr.write(`${++done}/${open.length} ${job.kind} ${job.set} (${seconds} s)\n`);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, runThread));
  return jobs.map(job => known.get(JSON.stringify(job))!);
}

function answerOf(worker: Worker, job: Job): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(job);
  });
}

/** The outcomes in a file, by their jobs. A line that was cut off in the middle of its writing does not count. */
function readKept(file: string | undefined): Map<string, Outcome> {
  const lines = file && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const whole = lines.filter(line => line.startsWith('{') && line.endsWith('}}'));
  const records = whole.map(line => JSON.parse(line) as { job: Job; outcome: Outcome });
  return new Map(records.map(({ job, outcome }) => [JSON.stringify(job), outcome]));
}
