import type { Program } from '../compiler/program-record.js';
import type { SeriesSet } from '../models/series.js';
import { mean, sampleDeviation } from '../numeric/statistics.js';
import { type ChipsWork, livesOf } from './chips.js';
import type { DriftCompensation } from './compensation.js';
import { type OutputFigures, type OutputKind, type OutputLife, outputKind } from './outputs.js';

/** One age and one kind of drift compensation over all chips. */
export interface OutputsPoint {
  /** s since programming. */
  readonly time: number;
  readonly compensation: DriftCompensation;
  /** One per chip, in the order of the seeds. */
  readonly chips: readonly OutputFigures[];
  readonly mean: OutputFigures;
  /** Sample deviations over the chips; 0 for one chip. */
  readonly deviation: OutputFigures;
  /** Share of chips whose NRMSE is at most the one wanted; not there where none is. */
  readonly yield?: number;
}

/** What several chips of one network yield through time, against float64. */
export interface OutputsRun {
  readonly seeds: readonly number[];
  readonly kind: OutputKind;
  /** NRMSE that a chip must not exceed to count in the yield. */
  readonly within?: number;
  /** s: where read noise is split into frozen and changing. */
  readonly noiseSplit: number;
  readonly points: readonly OutputsPoint[];
}

export interface OutputsOptions extends ChipsWork {
  readonly within?: number;
}

/**
 * Runs `outputLife` for every chip and compensation setting in worker threads. The result does not depend on how many
 * there are. Rejects as `runChips` does.
 */
export async function runOutputs(program: Program, set: SeriesSet, options: OutputsOptions): Promise<OutputsRun> {
  const { seeds, times, compensation = ['none', 'global'], noiseSplit, within } = options;
  const lives = await livesOf<OutputLife>({ of: 'outputs', program, test: set, times, noiseSplit }, options);
  const found = lives.flatMap(life => life.points);
  const points = compensation.flatMap(compensated =>
    times.map((time): OutputsPoint => {
      const chips = found
        .filter(point => point.time === time && point.compensation === compensated)
        .map(({ nrmse, worst, overlap }) => ({ nrmse, worst, overlap }));
      return {
        ...{ time, compensation: compensated, chips, mean: over(chips, mean), deviation: over(chips, deviation) },
        ...(within !== undefined && { yield: chips.filter(({ nrmse }) => nrmse <= within).length / chips.length }),
      };
    }),
  );
  const split = lives[0]!.noiseSplit;
  return { seeds, kind: outputKind(program.graph), noiseSplit: split, points, ...(within !== undefined && { within }) };
}

function over(chips: readonly OutputFigures[], of: (values: readonly number[]) => number): OutputFigures {
  const figure = (name: keyof OutputFigures): number => of(chips.map(chip => chip[name]));
  return { nrmse: figure('nrmse'), worst: figure('worst'), overlap: figure('overlap') };
}

const deviation = (values: readonly number[]): number => (values.length > 1 ? sampleDeviation(values) : 0);
