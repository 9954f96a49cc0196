import { parentPort, workerData } from 'node:worker_threads';
import { estimate } from '../compiler/cost/estimate.js';
import { fillReport } from '../compiler/placement/fill.js';
import type { Program } from '../compiler/program-record.js';
import { messageOf } from '../edge/error.js';
import { accuraciesAt, compileChip, orRefusal } from './chip-trial.js';
import type { ChipFindings, ChipOutcome, DesignChip, DesignCost } from './explore.js';
import type { WorkerMessage } from './jobs.js';
import type { SweepWork } from './sweep.js';

// A thread of `exploreDesigns`: the shared work comes with its start, then one chip at a time.
const work = workerData as SweepWork;
const send = (message: WorkerMessage<ChipOutcome, null>): void => parentPort?.postMessage(message);

parentPort?.on('message', (chip: DesignChip) => {
  send({ news: outcomeOf(chip) });
  send({ result: null });
});

function outcomeOf(chip: DesignChip): ChipOutcome {
  try {
    return orRefusal(() => findingsOf(chip));
  } catch (cause) {
    return { failed: messageOf(cause) };
  }
}

function findingsOf({ hardware, seed, times, costed }: DesignChip): ChipFindings {
  const program = compileChip(work, hardware, seed);
  return { ...accuraciesAt(program, times, work), ...(costed && { cost: costOf(program) }) };
}

function costOf(program: Program): DesignCost {
  const { arrays, fill } = fillReport(program);
  return {
    arrays: arrays.length,
    usedCells: fill,
    presets: estimate(program, work.test).presets.map(({ peripherals, energy, latency, area }) => ({
      peripherals,
      energy: energy.total,
      latency: latency.inference,
      area: area.total,
    })),
  };
}
