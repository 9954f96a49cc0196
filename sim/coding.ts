import type { Program } from '../compiler/program-record.js';
import { reject } from '../edge/error.js';
import { type GraphEngine, referenceEngine, runGraph } from '../models/execute.js';
import type { Graph } from '../models/graph.js';
import { coderReconstructions } from '../models/lca/coder.js';
import { activeShare, energiesOf, signalToNoise, supportOverlap } from '../models/lca/energy.js';
import type { Threshold } from '../models/lca/threshold.js';
import type { Windows } from '../models/lca/windows.js';
import type { SeriesSet } from '../models/series.js';
import { concatenate, type Matrix, matrix, span } from '../numeric/matrix.js';
import { mean } from '../numeric/statistics.js';
import type { DriftCompensation } from './compensation.js';
import { hardwareEngine } from './engine.js';
import { runDuration } from './lifetime.js';

/** How good codes are. Reconstructions Φa are computed in float64 with the dictionary as it was trained. */
export interface CodingFigures {
  /** dB of Φa against what was wanted, 10·log₁₀(peak²/mean square difference). */
  readonly psnr: number;
  /** Share of code entries that are not 0. */
  readonly active: number;
  /** ½‖s − Φa‖² + C(a) of what was given, mean over the inputs. */
  readonly energy: number;
  /** Of the active atoms, those active in float64 too over those active in either; mean over the inputs. */
  readonly overlap: number;
}

/** One age of one chip, with one kind of drift compensation. */
export interface CodingPoint extends CodingFigures {
  /** s since programming. */
  readonly time: number;
  readonly compensation: DriftCompensation;
}

export interface CodingLife {
  readonly seed: number;
  /** In float64. */
  readonly reference: CodingFigures;
  readonly points: readonly CodingPoint[];
}

export interface CodingOptions {
  /** s since programming. */
  readonly times: readonly number[];
  /** Default: `none` and `global`. */
  readonly compensation?: readonly DriftCompensation[];
  /** What the reconstructions should come to, such as inputs before noise was added; default: the inputs. */
  readonly wanted?: SeriesSet;
  /** What PSNR calls full scale; default: the largest less the smallest wanted value. */
  readonly peak?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a network codes its inputs by. InputError where its first layer is no sparse coder. */
export function coderOf(graph: Graph): {
  readonly atoms: Matrix;
  /** Where the atoms lie on inputs that are larger than they. */
  readonly windows: Windows | undefined;
  readonly threshold: Threshold;
} {
  const first = graph.nodes.find(node => node.op === 'settle');
  const analysis = first && (first.back ? first.product : graph.nodes.find(node => node.name === first.from));
  if (!first || analysis?.op !== 'mvm' || analysis.from !== 'input')
    return reject(
      graph.name,
      'found no sparse coder as the first layer',
      'expected one, as `ohmweave train lca` makes it',
    );
  return { atoms: analysis.weights, windows: first.windows, threshold: first.threshold };
}

/** The codes of every time step of every series, in order. */
export function codesOf(graph: Graph, set: SeriesSet, engine: GraphEngine): Matrix {
  const single = set.series.flatMap(({ values, length, label }) =>
    Array.from({ length }, (_, t) => ({
      values: values.subarray(t * set.channels, (t + 1) * set.channels),
      ...{ length: 1, label },
    })),
  );
  return runGraph(graph, { ...set, series: single }, engine).features;
}

/** The codes that one chip makes of `given` through its life, against those in float64. */
export function codingLife(program: Program, given: SeriesSet, options: CodingOptions): CodingLife {
  const { graph } = program;
  const { atoms, windows, threshold } = coderOf(graph);
  const { times, compensation = ['none', 'global'], wanted = given } = options;
  const inputs = stacked(given);
  const target = stacked(wanted);
  if (target.data.length !== inputs.data.length)
    reject(
      'wanted',
      `found ${target.rows} vectors of ${target.cols}`,
      `expected ${inputs.rows} of ${inputs.cols}, as given`,
    );
  const peak = options.peak ?? (span(target.data) || 1);
  const exact = codesOf(graph, given, referenceEngine());
  const task: CodingTask = { atoms, windows, threshold, inputs, wanted: target, peak, exact };
  const duration = runDuration(program, given);
  const conditions = compensation.flatMap(compensated =>
    times.map(time => ({ time, compensation: compensated, duration })),
  );
  const points = conditions.map((condition, done): CodingPoint => {
    const { time, compensation } = condition;
    const found = codingFigures(codesOf(graph, given, hardwareEngine(program, condition)), task);
    options.onProgress?.(done + 1, conditions.length);
    return { time, compensation, ...found };
  });
  return { seed: program.seed, reference: codingFigures(exact, task), points };
}

/** What codes are measured against. */
export interface CodingTask {
  /** atoms × inputs, as they were trained. */
  readonly atoms: Matrix;
  /** Where atoms stand at all windows of an image. */
  readonly windows?: Windows | undefined;
  readonly threshold: Threshold;
  readonly inputs: Matrix;
  /** What the reconstructions should come to. */
  readonly wanted: Matrix;
  /** What PSNR calls full scale. */
  readonly peak: number;
  /** The codes in float64. */
  readonly exact: Matrix;
}

export function codingFigures(codes: Matrix, task: CodingTask): CodingFigures {
  const { atoms, windows, threshold, inputs, wanted, peak, exact } = task;
  const found = coderReconstructions(atoms, windows, codes);
  return {
    psnr: signalToNoise(wanted.data, found.data, peak),
    active: activeShare(codes),
    energy: mean(energiesOf(inputs, found, codes, threshold)),
    overlap: supportOverlap(codes, exact),
  };
}

const stacked = ({ channels, series }: SeriesSet): Matrix => {
  const data = concatenate(series.map(({ values }) => values));
  return matrix(data.length / channels, channels, data);
};
