import type { Program } from '../compiler/program-record.js';
import { accuracy, predict } from '../models/classify.js';
import { referenceEngine } from '../models/execute.js';
import type { Graph } from '../models/graph.js';
import type { Series } from '../models/series.js';
import { spikes } from '../models/spiking/neuron.js';
import { spikeCounts, total } from '../models/spiking/spike-counts.js';
import { type NetworkTrace, traceNetwork } from '../models/spiking/trace.js';
import type { DriftCompensation } from './compensation.js';
import { hardwareEngine } from './engine.js';
import { runDuration } from './lifetime.js';

/** One series through a spiking network, in float64 and on a chip. */
export interface SpikeTrace {
  readonly classes: readonly string[];
  readonly series: Series;
  readonly reference: NetworkTrace;
  /** Not there where no chip was asked for. */
  readonly chip?: NetworkTrace;
}

/** Which chip, and when. */
export interface TracedChip {
  readonly program: Program;
  /** s since programming. */
  readonly time: number;
  readonly compensation: DriftCompensation;
}

/** Runs one series in float64 and, where there is one, on the chip with its read noise. InputError as `traceNetwork`. */
export function traceSpikes(
  graph: Graph,
  series: Series,
  chip?: TracedChip,
  onProgress?: (done: number, total: number) => void,
): SpikeTrace {
  const reference = traceNetwork(graph, series, referenceEngine());
  const common = { classes: graph.classes, series, reference };
  if (!chip) return common;
  const { program, time, compensation } = chip;
  const set = { name: 'series', channels: graph.input.channels, classes: graph.classes, series: [series] };
  const engine = hardwareEngine(program, { time, compensation, duration: runDuration(program, set) });
  return { ...common, chip: traceNetwork(graph, series, engine, onProgress) };
}

/** Spikes of all neurons of a run. */
export const spikesIn = ({ layers }: NetworkTrace): number =>
  layers.reduce((sum, layer) => sum + (spikes(layer.neuron) ? total(spikeCounts(layer.outputs).counts) : 0), 0);

/** The share of time steps whose highest score is that of their label; undefined where steps have no labels or no scores. */
export function shareRight({ classes, series, reference, chip }: SpikeTrace) {
  if (!series.labels || reference.scores?.rows !== series.length) return undefined;
  const share = ({ scores }: NetworkTrace): number =>
    accuracy(predict(scores!), { name: 'series', channels: 1, classes, series: [series] });
  return { reference: share(reference), ...(chip && { chip: share(chip) }) };
}
