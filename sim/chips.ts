import { availableParallelism } from 'node:os';
import type { Program } from '../compiler/program-record.js';
import { besideModule } from '../kernels/thread.js';
import type { SeriesSet } from '../models/series.js';
import { mean, sampleDeviation } from '../numeric/statistics.js';
import type { DriftCompensation } from './compensation.js';
import { runInWorkers } from './jobs.js';
import type { Lifetime, LifetimePoint, ReadoutTraining } from './lifetime.js';

/** What all jobs of a run share; copied once into every worker. */
export type SharedWork = {
  readonly program: Program;
  readonly test: SeriesSet;
  readonly times: readonly number[];
  readonly noiseSplit?: number | undefined;
} & ({ readonly of: 'classes'; readonly train?: SeriesSet | undefined } | { readonly of: 'outputs' });

/** One chip with one kind of drift compensation. */
export interface ChipJob {
  readonly seed: number;
  readonly compensation: readonly DriftCompensation[];
}

/** One age and one remedy over all chips. */
export interface ChipsPoint {
  /** s since programming. */
  readonly time: number;
  readonly compensation: DriftCompensation;
  readonly readout: ReadoutTraining;
  /** One per chip, in the order of the seeds. */
  readonly accuracies: readonly number[];
  readonly mean: number;
  /** Sample deviation over the chips; 0 for one chip. */
  readonly deviation: number;
  /** Share of chips at or above the wanted accuracy. */
  readonly yield: number;
}

/** Several chips of one network, followed through time. */
export interface ChipsRun {
  readonly seeds: readonly number[];
  /** Accuracy of the float64 reference. */
  readonly reference: number;
  /** Accuracy that a chip must reach to count in the yield. */
  readonly wanted: number;
  /** s: where read noise is split into frozen and changing. */
  readonly noiseSplit: number;
  readonly points: readonly ChipsPoint[];
}

/** What the runs of several chips have in common. */
export interface ChipsWork {
  /** One chip each; the program's own seed gives the program's own chip. */
  readonly seeds: readonly number[];
  /** s since programming. */
  readonly times: readonly number[];
  readonly compensation?: readonly DriftCompensation[];
  readonly noiseSplit?: number;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ChipsOptions extends ChipsWork {
  readonly train?: SeriesSet;
  /** Defaults to 0.02 below the reference. */
  readonly wanted?: number;
}

/**
 * Runs `lifetime` for every chip and compensation setting in worker threads. The result does not depend on how many
 * there are. Rejects with the signal's reason where it aborts, and with a worker's error where one fails.
 */
export async function runChips(program: Program, test: SeriesSet, options: ChipsOptions): Promise<ChipsRun> {
  const { seeds, times, train, noiseSplit } = options;
  const lifetimes = await livesOf<Lifetime>({ of: 'classes', program, test, times, train, noiseSplit }, options);
  const reference = lifetimes[0]!.reference;
  const wanted = options.wanted ?? reference - 0.02;
  return { seeds, reference, wanted, noiseSplit: lifetimes[0]!.noiseSplit, points: summarize(lifetimes, wanted) };
}

/** The lives of all chips in worker threads, those of a chip one after the other: one for each compensation setting. */
export async function livesOf<Life>(shared: SharedWork, options: ChipsWork): Promise<Life[]> {
  const { seeds, times, compensation = ['none', 'global'] } = options;
  const jobs = seeds.flatMap(seed => compensation.map(compensated => ({ seed, compensation: [compensated] })));
  const steps = jobs.length * times.length;
  const done = new Array<number>(jobs.length).fill(0);
  return runInWorkers<ChipJob, number, Life>(besideModule(import.meta.url, 'lifetime-worker'), shared, jobs, {
    workers: options.workers ?? Math.min(jobs.length, availableParallelism()),
    signal: options.signal,
    onNews(job, count) {
      done[job] = count;
      options.onProgress?.(
        done.reduce((sum, k) => sum + k, 0),
        steps,
      );
    },
  });
}

function summarize(lifetimes: readonly Lifetime[], wanted: number): ChipsPoint[] {
  const groups = new Map<string, LifetimePoint[]>();
  for (const { points } of lifetimes) {
    for (const point of points) {
      const key = `${point.compensation} ${point.time} ${point.readout}`;
      groups.set(key, [...(groups.get(key) ?? []), point]);
    }
  }
  return [...groups.values()].map(group => {
    const { time, compensation, readout } = group[0]!;
    const accuracies = group.map(point => point.accuracy);
    return {
      ...{ time, compensation, readout, accuracies },
      mean: mean(accuracies),
      deviation: accuracies.length > 1 ? sampleDeviation(accuracies) : 0,
      yield: accuracies.filter(accuracy => accuracy >= wanted - 1e-12).length / accuracies.length,
    };
  });
}
