import { parentPort, workerData } from 'node:worker_threads';
import { type EffectJob, type EffectWork, runTrial, type Whole, wholeOf } from './effect-trial.js';
import type { WorkerMessage } from './jobs.js';

// A thread of `studyEffects`: one job at a time.
const work = workerData as EffectWork;
const send = (message: WorkerMessage<'done', number[] | Whole>): void => parentPort?.postMessage(message);

parentPort?.on('message', (job: EffectJob) => {
  const result = job.kind === 'whole' ? wholeOf(work, job.seed) : runTrial(work, job.trial, job.seed, job.noiseSplit);
  send({ news: 'done' });
  send({ result });
});
