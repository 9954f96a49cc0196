import { parentPort } from 'node:worker_threads';
import type { WorkerMessage } from '../../sim/jobs.js';
import { type Job, type Outcome, runJob } from './jobs.js';

// A thread of `runJobs`: one job after the other. Its outcome is news at once, so that it is kept whatever comes of the rest.
const send = (message: WorkerMessage<Outcome, Outcome>): void => parentPort?.postMessage(message);

parentPort?.on('message', (job: Job) => {
  const outcome = runJob(job);
  send({ news: outcome });
  send({ result: outcome });
});
