import { availableParallelism } from 'node:os';
import type { Hardware } from '../compiler/hardware.js';
import { besideModule } from '../kernels/thread.js';
import type { Network } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';
import type { DriftCompensation } from './compensation.js';
import { runInWorkers } from './jobs.js';
import type { ReadoutTraining } from './lifetime.js';

/** What every point of a sweep shares; copied once into every worker. */
export interface SweepWork {
  readonly network: Network;
  /** Inputs that converter ranges are found on; the network's own where none are given. */
  readonly calibration?: SeriesSet | undefined;
  readonly test: SeriesSet;
  /** Needed for every readout but `float`. */
  readonly train?: SeriesSet | undefined;
  readonly readout: ReadoutTraining;
  readonly compensation: DriftCompensation;
}

/** A chip of the sweep and the ages, s since programming, at which it is looked at: it is compiled once for all of them. */
export interface SweepChip {
  readonly hardware: Hardware;
  readonly seed: number;
  readonly times: readonly number[];
}

/** What became of one age of one chip: its accuracy and that of float64, or why it cannot be. */
export type SweepOutcome = { readonly accuracy: number; readonly floatAccuracy: number } | { readonly refused: string };

/** The outcome at the k-th age of a chip, as a worker tells it. */
export interface SweepNews {
  readonly age: number;
  readonly outcome: SweepOutcome;
}

export interface SweepOptions {
  /** Told of every point as soon as it is known, in any order: the indices of chip and age, and the outcome. */
  readonly onPoint: (chip: number, age: number, outcome: SweepOutcome) => void;
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

/**
 * Compiles the network for every chip and runs it at every age, chips side by side in worker threads; a chip is asked for only
 * when a thread is free for it. A point comes out the same whatever others there are. What the compiler or the device refuses, or the solver does not solve, is an outcome;
 * rejects with any other error, and with the signal's reason where it aborts.
 */
export async function runSweep(work: SweepWork, chips: Iterable<SweepChip>, options: SweepOptions): Promise<void> {
  const { workers = availableParallelism(), signal, onPoint } = options;
  await runInWorkers<SweepChip, SweepNews, null>(besideModule(import.meta.url, 'sweep-worker'), work, chips, {
    ...{ workers, signal },
    onNews: (chip, { age, outcome }) => onPoint(chip, age, outcome),
  });
}
