// A thread of kernels/product-threads.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { adoptKernels } from './instance.js';
import { type ProductJob, shareJob } from './product-job.js';
import { type SharedSettleJob, shareSettling } from './settle-job.js';

adoptKernels(workerData);

parentPort?.on('message', (job: ProductJob | SharedSettleJob) => {
  try {
    if (job.kind === 'product') shareJob(job);
    else shareSettling(job);
  } catch {
    // The chunk is marked as failed, and the thread that asked does it itself: there the same failure has a caller to reach.
  }
});
parentPort?.postMessage('ready');
