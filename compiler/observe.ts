import { reject } from '../edge/error.js';
import { referenceEngine, runGraph } from '../models/execute.js';
import type { Graph, MvmNode } from '../models/graph.js';
import type { SeriesSet } from '../models/series.js';
import { concatenate, type Matrix } from '../numeric/matrix.js';
import type { Hardware } from './hardware.js';

/** The input vectors that one matrix product meets on calibration data. */
export interface Activations {
  /** What hardware subtracts digitally before the DAC: the mean input where it is centred, zeros elsewhere. */
  readonly centre: Float64Array;
  /** Largest |input − centre|: full scale of the DAC. */
  readonly fullScale: number;
  /** Where inputs are spikes, 0 or 1: read pulses at the read voltage, without a DAC and its headroom. */
  readonly spikes?: true;
  /** Some of the centred input vectors, evenly taken; one per row. */
  readonly sample: Matrix;
}

/** Vectors kept per matrix product: enough to find the range of every column. */
const sampleSize = 1024;

/** Of all input vectors together, which are kept until the ranges are found. */
const usualBytes = 2 ** 31;

/**
 * Runs the reference on calibration data and records what every matrix product is given. InputError where that is more than
 * can be kept, `mostBytes`.
 */
export function observe(
  graph: Graph,
  calibration: SeriesSet,
  hardware: Hardware,
  mostBytes = usualBytes,
): Map<string, Activations> {
  const seen = new Map<MvmNode, Float64Array[]>();
  let bytes = 0;
  runGraph(graph, calibration, referenceEngine(), {
    observe(node, x) {
      bytes += x.byteLength;
      if (bytes > mostBytes)
        reject(
          calibration.name,
          `found calibration inputs whose products take more than ${mostBytes / 2 ** 30} GiB to keep`,
          'expected fewer or shorter series, or fewer iterations of sparse coders',
        );
      const parts = seen.get(node);
      if (parts) parts.push(x);
      else seen.set(node, [x]);
    },
  });
  return new Map(
    [...seen].map(([node, parts]) => [
      node.name,
      node.spikes
        ? {
            ...activationsOf(concatenate(parts), node.weights.cols, false, parts.length > 1),
            fullScale: 1,
            spikes: true,
          }
        : activationsOf(concatenate(parts), node.weights.cols, isCentred(node, hardware), parts.length > 1),
    ]),
  );
}

/**
 * Whether a product has its mean input subtracted before the DAC, and its bias added digitally; what is read backwards never
 * has, nor what spikes drive, which have no DAC.
 */
export function isCentred(node: MvmNode, hardware: Hardware): boolean {
  if (node.spikes || node.backwardOf !== undefined) return false;
  return node.readout || hardware.centre === 'all';
}

/** The golden ratio less 1: its multiples, less whole numbers, lie evenly between 0 and 1 however many there are. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * The activations of one matrix product from all its input vectors (row-major, `cols` wide). `inRounds`: what they belong to
 * comes back in every round, as inputs that settle and series that are fed back do. A step of whole vectors could then be in
 * step with the rounds, and the sample have the same few inputs again and again, so that those taken lie unevenly in their
 * part of the vectors.
 */
export function activationsOf(x: Float64Array, cols: number, centred: boolean, inRounds = false): Activations {
  const count = x.length / cols;
  const centre = new Float64Array(cols);
  if (centred) for (let k = 0; k < x.length; k++) centre[k % cols]! += x[k]! / count;
  let fullScale = 0;
  for (let k = 0; k < x.length; k++) fullScale = Math.max(fullScale, Math.abs(x[k]! - centre[k % cols]!));
  const rows = Math.min(count, sampleSize);
  const data = new Float64Array(rows * cols);
  const uneven = inRounds && Number.isInteger(count / rows);
  for (let i = 0; i < rows; i++) {
    const from = Math.floor(((i + (uneven ? (i * golden) % 1 : 0)) * count) / rows) * cols;
    for (let j = 0; j < cols; j++) data[i * cols + j] = x[from + j]! - centre[j]!;
  }
  return { centre, fullScale: fullScale || 1, sample: { rows, cols, data } };
}
