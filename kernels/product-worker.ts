// A thread of kernels/product-threads.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { adoptKernels } from './instance.js';
import { shareNeurons } from './neurons-job.js';
import { shareJob } from './product-job.js';
import type { SharedJob } from './product-threads.js';
import { shareSettling } from './settle-job.js';

adoptKernels(workerData);

parentPort?.on('message', (job: SharedJob) => {
  try {
    if (job.kind === 'product') shareJob(job);
    else if (job.kind === 'settle') shareSettling(job);
    else shareNeurons(job);
  } catch {
    // The chunk is marked as failed, and the thread that asked does it itself: there the same failure has a caller to reach.
  }
});
parentPort?.postMessage('ready');
