import { availableParallelism } from 'node:os';
import type { Program } from '../compiler/program-record.js';
import { besideModule } from '../kernels/thread.js';
import type { SeriesSet } from '../models/series.js';
import { mean, sampleDeviation } from '../numeric/statistics.js';
import { type CodingFigures, type CodingLife, type CodingOptions, coderOf } from './coding.js';
import { runInWorkers } from './jobs.js';

/** What all jobs of a run share. */
export interface CodingWork {
  readonly program: Program;
  readonly given: SeriesSet;
  readonly options: Omit<CodingOptions, 'onProgress'>;
}

export interface CodingChipsOptions extends CodingOptions {
  /** One chip each; the program's own seed gives the program's own chip. */
  readonly seeds: readonly number[];
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

/** The figures of several chips at one age, with one kind of drift compensation. */
export interface CodingChipsPoint {
  readonly time: number;
  readonly compensation: CodingLife['points'][number]['compensation'];
  readonly mean: CodingFigures;
  /** Sample deviations over the chips; 0 for one chip. */
  readonly deviation: CodingFigures;
}

export interface CodingChips {
  readonly seeds: readonly number[];
  readonly reference: CodingFigures;
  readonly points: readonly CodingChipsPoint[];
}

/**
 * `codingLife` of several chips, in worker threads; the result does not depend on how many there are. Rejects with the signal's
 * reason where it aborts.
 */
export async function codingChips(
  program: Program,
  given: SeriesSet,
  { seeds, workers, signal, onProgress, ...options }: CodingChipsOptions,
): Promise<CodingChips> {
  coderOf(program.graph);
  const total = seeds.length * options.times.length * (options.compensation?.length ?? 2);
  let done = 0;
  const lives = await runInWorkers<number, 'done', CodingLife>(
    besideModule(import.meta.url, 'coding-worker'),
    { program, given, options } satisfies CodingWork,
    seeds,
    {
      workers: workers ?? Math.min(seeds.length, availableParallelism()),
      signal,
      onNews: () => onProgress?.(++done, total),
    },
  );
  const [first] = lives as [CodingLife];
  const points = first.points.map(({ time, compensation }, k): CodingChipsPoint => {
    const over = (of: (values: readonly number[]) => number): CodingFigures => {
      const figure = (name: keyof CodingFigures): number => of(lives.map(({ points }) => points[k]![name]));
      return { psnr: figure('psnr'), active: figure('active'), energy: figure('energy'), overlap: figure('overlap') };
    };
    return {
      time,
      compensation,
      mean: over(mean),
      deviation: over(values => (values.length > 1 ? sampleDeviation(values) : 0)),
    };
  });
  return { seeds, reference: first.reference, points };
}
