import { parentPort, workerData } from 'node:worker_threads';
import { type CodingLife, codingLife } from './coding.js';
import type { CodingWork } from './coding-chips.js';
import type { WorkerMessage } from './jobs.js';
import { anotherChip } from './lifetime.js';

// A thread of `codingChips`: the shared work comes with its start, then the seed of one chip at a time.
const { program, given, options } = workerData as CodingWork;
const send = (message: WorkerMessage<'done', CodingLife>): void => parentPort?.postMessage(message);

parentPort?.on('message', (seed: number) => {
  const chip = seed === program.seed ? program : anotherChip(program, seed);
  send({ result: codingLife(chip, given, { ...options, onProgress: () => send({ news: 'done' }) }) });
});
