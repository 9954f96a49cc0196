import { parentPort, workerData } from 'node:worker_threads';
import type { ChipJob, SharedWork, WorkerMessage } from './jobs.js';
import { anotherChip, lifetime } from './lifetime.js';

// A thread of `runInWorkers`: the shared work comes with its start, then one job at a time.
const { program, test, train, times, noiseSplit } = workerData as SharedWork;
const send = (message: WorkerMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ seed, compensation }: ChipJob) => {
  const chip = seed === program.seed ? program : anotherChip(program, seed);
  const onProgress = (progress: number): void => send({ progress });
  const split = noiseSplit === undefined ? {} : { noiseSplit };
  const options = { times, compensation, onProgress, ...(train && { train }), ...split };
  send({ lifetime: lifetime(chip, test, options) });
});
