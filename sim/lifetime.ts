import { peripheralsNamed } from '../compiler/cost/peripherals.js';
import { setsOf } from '../compiler/placement/duplicates.js';
import type { MvmPlan, PlacedTile } from '../compiler/plan.js';
import { program as writeDevices } from '../compiler/program.js';
import type { Program } from '../compiler/program-record.js';
import { programTiming } from '../compiler/timeline/program-timing.js';
import { pulseTime } from '../compiler/volatile-units.js';
import { accuracy, predict } from '../models/classify.js';
import { type GraphRun, referenceEngine, runGraph } from '../models/execute.js';
import { readoutNode, requireClasses } from '../models/graph.js';
import { recentSteps } from '../models/recent.js';
import type { SeriesSet } from '../models/series.js';
import type { Matrix } from '../numeric/matrix.js';
import { chipRuns, type RunProgress } from './chip-runs.js';
import type { DriftCompensation } from './compensation.js';
import { readoutScores, writeReadout } from './readout.js';

/** How the readout came by its weights. */
export const readoutTrainings = ['float', 'hardware', 'retrained'] as const;
export type ReadoutTraining = (typeof readoutTrainings)[number];

/** Accuracy at one age of the chip, for one remedy. */
export interface LifetimePoint {
  /** s since programming. */
  readonly time: number;
  readonly compensation: DriftCompensation;
  readonly readout: ReadoutTraining;
  readonly accuracy: number;
}

/** A chip's accuracy through time, and what it is compared with. */
export interface Lifetime {
  readonly seed: number;
  /** Accuracy of the float64 reference on the same data. */
  readonly reference: number;
  readonly points: readonly LifetimePoint[];
  /** s: the duration of a run, at which read noise is split into a frozen and a changing part. */
  readonly noiseSplit: number;
}

export interface LifetimeOptions {
  /** s since programming. */
  readonly times: readonly number[];
  /** With labelled training data the readout can be trained on the hardware; without, only the float one is run. */
  readonly train?: SeriesSet;
  /** How often the training series are measured; by default often enough for 300 measurements. */
  readonly trainingRounds?: number;
  /** Which kinds of drift compensation to run; `none` and `global` where not given. */
  readonly compensation?: readonly DriftCompensation[];
  /** Which readouts to run; without training data it is `float` alone, with them all where not given. */
  readonly readouts?: readonly ReadoutTraining[];
  /** s, in place of the run's own duration. */
  readonly noiseSplit?: number;
  readonly onProgress?: RunProgress;
}

/** Read noise differs from read to read: a few series measured once would teach a readout their noise. */
const enoughMeasurements = 300;

/**
 * Follows one chip through time. At every age the devices are those of the program, each with its own drift. Readouts:
 *
 *     float      the network's own, written with the chip
 *     hardware   trained on features that the chip measured just after programming, written then
 *     retrained  trained on features that the chip measures at that age, written then
 */
export function lifetime(program: Program, test: SeriesSet, options: LifetimeOptions): Lifetime {
  const { train, times, compensation = ['none', 'global'] } = options;
  requireClasses(program.graph); // there is an accuracy
  if (train) readoutNode(program.graph);
  const readouts = train ? (options.readouts ?? readoutTrainings) : (['float'] as const);
  const run = train ? withTraining(train, test, options.trainingRounds) : test;
  const first = run.series.length - test.series.length;
  const duration = options.noiseSplit ?? runDuration(program, run);
  const total = compensation.length * times.length;
  const points: LifetimePoint[] = [];
  const runs = chipRuns(program, run, total, options.onProgress);

  for (const compensated of compensation) {
    const conditions = (time: number) => ({ time, compensation: compensated, duration });
    const measure = (time: number): GraphRun => runs.run(conditions(time), points.length / readouts.length);
    const fresh = train && readouts.includes('hardware') ? measure(0) : undefined;
    const written =
      train &&
      fresh &&
      writeReadout(program, rowRange(fresh.features, 0, first), train, conditions(0), { time: 0, generation: 1 });
    for (const time of times) {
      const measured = time === 0 && fresh ? fresh : measure(time);
      const add = (readout: ReadoutTraining, scores: Matrix): void => {
        const share = accuracy(predict(rowRange(scores, first, scores.rows)), test);
        points.push({ time, compensation: compensated, readout, accuracy: share });
      };
      if (readouts.includes('float')) add('float', measured.scores);
      if (written) add('hardware', readoutScores(written, measured.features, conditions(time)));
      if (train && readouts.includes('retrained')) {
        const features = rowRange(measured.features, 0, first);
        const anew = writeReadout(program, features, train, conditions(time), { time, generation: 2 });
        add('retrained', readoutScores(anew, measured.features, conditions(time)));
      }
      runs.report(points.length / readouts.length);
    }
  }
  const recent = recentSteps(program.graph, test);
  const scores = runGraph(recent.graph, recent.set, referenceEngine()).scores;
  return { seed: program.seed, reference: accuracy(predict(scores), test), points, noiseSplit: duration };
}

/** The series of a run: those to train on, several times over by default, then those to test on. */
export function withTraining(train: SeriesSet, test: SeriesSet, rounds?: number): SeriesSet {
  const times = rounds ?? Math.ceil(enoughMeasurements / train.series.length);
  return { ...test, series: [...Array.from({ length: times }, () => train.series).flat(), ...test.series] };
}

/** The same network on another chip: every device written anew, with another seed. */
export function anotherChip(program: Program, seed: number): Program {
  const writing = { seed, generation: 0, time: 0 };
  const plans = program.plans.map((plan): MvmPlan<PlacedTile> => {
    const [tiles, ...duplicates] = setsOf(plan).map(set => {
      const written = writeDevices(set, program.hardware, writing);
      return set.tiles.map((tile, k) => ({ ...tile, ...written.tiles[k]! }));
    });
    return { ...plan, tiles: tiles!, ...(duplicates.length > 0 && { duplicates }) };
  });
  return { ...program, seed, plans };
}

/** s that running every series of a set once takes on the chip, with its first peripheral preset. */
export function runDuration(program: Program, set: SeriesSet): number {
  const { graph, hardware } = program;
  const preset = peripheralsNamed(hardware.peripherals[0]!);
  const timing = programTiming(program, preset, pulseTime(graph, hardware));
  return set.series.reduce((sum, { length }) => sum + timing(length).inference, 0);
}

/** Rows `[start, end)` of a matrix. */
function rowRange(m: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, cols: m.cols, data: m.data.subarray(start * m.cols, end * m.cols) };
}
