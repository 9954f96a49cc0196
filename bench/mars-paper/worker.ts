import { parentPort } from 'node:worker_threads';
import { type Job, runJob } from './jobs.js';

// A thread of `runJobs`: one job after the other.
parentPort?.on('message', (job: Job) => parentPort?.postMessage(runJob(job)));
