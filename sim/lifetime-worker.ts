import { parentPort, workerData } from 'node:worker_threads';
import type { ChipJob, SharedWork } from './chips.js';
import type { WorkerMessage } from './jobs.js';
import { anotherChip, type Lifetime, lifetime } from './lifetime.js';
import { type OutputLife, outputLife } from './outputs.js';

// A thread of `runChips` or `runOutputs`: the shared work comes with its start, then one job at a time.
const work = workerData as SharedWork;
const send = (message: WorkerMessage<number, Lifetime | OutputLife>): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ seed, compensation }: ChipJob) => {
  const { program, test, times, noiseSplit } = work;
  const chip = seed === program.seed ? program : anotherChip(program, seed);
  const onProgress = (news: number): void => send({ news });
  const options = { times, compensation, onProgress, ...(noiseSplit !== undefined && { noiseSplit }) };
  if (work.of === 'outputs') send({ result: outputLife(chip, test, options) });
  else send({ result: lifetime(chip, test, { ...options, ...(work.train && { train: work.train }) }) });
});
