// A thread of kernels/stack-threads.ts.
import { parentPort } from 'node:worker_threads';
import { stackKernels } from './instance.js';
import { type StackJob, shareStack } from './stack-job.js';

/** A job, with the kernels and the memory it lies in, and which of its threads is addressed. */
export interface StackRequest {
  readonly job: StackJob;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
}

parentPort?.on('message', ({ job, module, memory, thread }: StackRequest) => {
  try {
    shareStack(stackKernels(module, memory).kernels, job, thread);
  } catch {
    // The job is marked as failed, and the thread that asked does it alone: there the same failure has a caller to reach.
  }
});
parentPort?.postMessage('ready');
