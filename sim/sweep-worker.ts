import { parentPort, workerData } from 'node:worker_threads';
import type { Program } from '../compiler/program-record.js';
import { accuraciesAt, compileChip, orRefusal } from './chip-trial.js';
import type { WorkerMessage } from './jobs.js';
import type { SweepChip, SweepNews, SweepOutcome, SweepWork } from './sweep.js';

// A thread of `runSweep`: the shared work comes with its start, then one chip at a time.
const work = workerData as SweepWork;
const send = (message: WorkerMessage<SweepNews, null>): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ hardware, seed, times }: SweepChip) => {
  const program = orRefusal(() => compileChip(work, hardware, seed));
  times.forEach((time, age) => {
    const outcome = 'refused' in program ? program : orRefusal(() => accuracyAt(program, time));
    send({ news: { age, outcome } });
  });
  send({ result: null });
});

function accuracyAt(program: Program, time: number): SweepOutcome {
  const { accuracies, floatAccuracy } = accuraciesAt(program, [time], work);
  return { accuracy: accuracies[0]!, floatAccuracy };
}
