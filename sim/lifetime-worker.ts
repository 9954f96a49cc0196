import { parentPort, workerData } from 'node:worker_threads';
import type { ChipJob, SharedWork } from './chips.js';
import type { WorkerMessage } from './jobs.js';
import { anotherChip, type Lifetime, lifetime } from './lifetime.js';

// A thread of `runChips`: the shared work comes with its start, then one job at a time.
const { program, test, train, times, noiseSplit } = workerData as SharedWork;
const send = (message: WorkerMessage<number, Lifetime>): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ seed, compensation }: ChipJob) => {
  const chip = seed === program.seed ? program : anotherChip(program, seed);
  const onProgress = (news: number): void => send({ news });
  const split = noiseSplit === undefined ? {} : { noiseSplit };
  const options = { times, compensation, onProgress, ...(train && { train }), ...split };
  send({ result: lifetime(chip, test, options) });
});
