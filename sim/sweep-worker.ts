import { parentPort, workerData } from 'node:worker_threads';
import { compile } from '../compiler/compile.js';
import type { Program } from '../compiler/program-record.js';
import { ConvergenceError } from '../crossbar/line-system.js';
import { InputError } from '../edge/error.js';
import type { WorkerMessage } from './jobs.js';
import { lifetime } from './lifetime.js';
import type { SweepChip, SweepNews, SweepOutcome, SweepWork } from './sweep.js';

// A thread of `runSweep`: the shared work comes with its start, then one chip at a time.
const { network, calibration, test, train, readout, compensation } = workerData as SweepWork;
const send = (message: WorkerMessage<SweepNews, null>): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ hardware, seed, times }: SweepChip) => {
  const program = orRefusal(() => compile(network, hardware, { seed, ...(calibration && { calibration }) }).program);
  times.forEach((time, age) => {
    const outcome = 'refused' in program ? program : orRefusal(() => accuracyAt(program, time));
    send({ news: { age, outcome } });
  });
  send({ result: null });
});

function accuracyAt(program: Program, time: number): SweepOutcome {
  const only = { times: [time], compensation: [compensation], readouts: [readout] };
  const { points, reference } = lifetime(program, test, { ...only, ...(train && readout !== 'float' && { train }) });
  const point = points.find(one => one.readout === readout)!;
  return { accuracy: point.accuracy, floatAccuracy: reference };
}

/** What `work` gives, or the words in which it is refused. */
function orRefusal<T>(work: () => T): T | { readonly refused: string } {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof ConvergenceError) return { refused: cause.message };
    throw cause;
  }
}
