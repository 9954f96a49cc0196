import type { Program } from '../compiler/program-record.js';
import { referenceEngine, runGraph } from '../models/execute.js';
import { type Graph, outputNode, sourcesOf } from '../models/graph.js';
import { supportOverlap } from '../models/lca/energy.js';
import type { SeriesSet } from '../models/series.js';
import { spikes } from '../models/spiking/neuron.js';
import { type Matrix, matrix } from '../numeric/matrix.js';
import { chipRuns, type RunProgress } from './chip-runs.js';
import { difference } from './compare/measures.js';
import type { DriftCompensation } from './compensation.js';
import { runDuration } from './lifetime.js';

/** What a network that makes no class scores yields: codes of a sparse coder, spikes, or other numbers. */
export type OutputKind = 'outputs' | 'codes' | 'spikes';

/** How far what a chip yields is from float64. */
export interface OutputFigures {
  /** √(Σ(found − expected)² / Σ(expected − mean)²), over all outputs. */
  readonly nrmse: number;
  /** The largest |found − expected| over the largest |expected|. */
  readonly worst: number;
  /**
   * Of codes and spikes: of the entries that are not 0, those that are not 0 in float64 either over those in either of both
   * (Jaccard). Of codes it is the mean over the inputs, of spikes that of all at once, for few steps have one. NaN of others.
   */
  readonly overlap: number;
}

/** One age of one chip, with one kind of drift compensation. */
export interface OutputPoint extends OutputFigures {
  /** s since programming. */
  readonly time: number;
  readonly compensation: DriftCompensation;
}

/** What a chip yields through time, against float64. */
export interface OutputLife {
  readonly seed: number;
  readonly kind: OutputKind;
  readonly points: readonly OutputPoint[];
  /** s: the duration of a run, at which read noise is split into a frozen and a changing part. */
  readonly noiseSplit: number;
}

export interface OutputOptions {
  /** s since programming. */
  readonly times: readonly number[];
  /** Default: `none` and `global`. */
  readonly compensation?: readonly DriftCompensation[];
  /** s, in place of the run's own duration. */
  readonly noiseSplit?: number;
  readonly onProgress?: RunProgress;
}

/** What a graph yields. */
export function outputKind(graph: Graph): OutputKind {
  const behind = (name: string) => graph.nodes.find(node => node.name === name);
  let node = behind(outputNode(graph).from);
  if (node?.op === 'last') node = behind(sourcesOf(node)[0]!);
  if (node?.op === 'settle') return 'codes';
  const neuron = node?.op === 'neurons' ? node.neuron : node?.op === 'feedback' && node.update.kind === 'neurons' ? node.update.neuron : undefined; // biome-ignore format: one thing
  return neuron && spikes(neuron) ? 'spikes' : 'outputs';
}

/** Follows one chip through time as `lifetime` does, for networks of any kind: what it yields, compared with float64. */
export function outputLife(program: Program, set: SeriesSet, options: OutputOptions): OutputLife {
  const { times, compensation = ['none', 'global'] } = options;
  const { graph, seed } = program;
  const kind = outputKind(graph);
  const duration = options.noiseSplit ?? runDuration(program, set);
  const conditions = compensation.flatMap(compensation => times.map(time => ({ time, compensation, duration })));
  const runs = chipRuns(program, set, conditions.length, options.onProgress);
  const expected = runGraph(graph, set, referenceEngine()).scores;
  const points = conditions.map((condition, before): OutputPoint => {
    const { time, compensation } = condition;
    const found = runs.run(condition, before).scores;
    runs.report(before + 1);
    return { time, compensation, ...figuresOf(found, expected, kind) };
  });
  return { seed, kind, points, noiseSplit: duration };
}

function figuresOf(found: Matrix, expected: Matrix, kind: OutputKind): OutputFigures {
  const { nrmse, worst } = difference(found.data, expected.data);
  return { nrmse, worst, overlap: overlaps[kind](found, expected) };
}

const overlaps: Readonly<Record<OutputKind, (found: Matrix, expected: Matrix) => number>> = {
  outputs: () => Number.NaN,
  codes: supportOverlap,
  spikes: (found, expected) => supportOverlap(inOneRow(found), inOneRow(expected)),
};

const inOneRow = ({ data }: Matrix): Matrix => matrix(1, data.length, data);
