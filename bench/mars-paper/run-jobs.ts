import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { besideModule } from '../../kernels/thread.js';
import { runInWorkers } from '../../sim/jobs.js';
import type { Job, Outcome } from './jobs.js';

/**
 * Runs jobs in `workers` threads; outcomes come back in the order of the jobs. Each is added to the file `kept` as soon as it
 * is there, if one is named, and what stands there already is not run again.
 */
export async function runJobs(jobs: readonly Job[], workers: number, kept?: string): Promise<Outcome[]> {
  const known = readKept(kept);
  const open = jobs.filter(job => !known.has(JSON.stringify(job)));
  const began = performance.now();
  let done = 0;
  const onNews = (k: number, outcome: Outcome): void => {
    const job = open[k]!;
    if (kept) appendFileSync(kept, `${JSON.stringify({ job, outcome })}\n`);
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    process.stderr.write(`${++done}/${open.length} ${job.kind} ${job.set} (${seconds} s)\n`);
  };
  const file = besideModule(import.meta.url, 'worker');
  const outcomes = await runInWorkers<Job, Outcome, Outcome>(file, undefined, open, { workers, onNews });
  open.forEach((job, k) => {
    known.set(JSON.stringify(job), outcomes[k]!);
  });
  return jobs.map(job => known.get(JSON.stringify(job))!);
}

/** The outcomes in a file, by their jobs. A line that was cut off in the middle of its writing does not count. */
function readKept(file: string | undefined): Map<string, Outcome> {
  const lines = file && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const whole = lines.filter(line => line.startsWith('{') && line.endsWith('}}'));
  const records = whole.map(line => JSON.parse(line) as { job: Job; outcome: Outcome });
  return new Map(records.map(({ job, outcome }) => [JSON.stringify(job), outcome]));
}
