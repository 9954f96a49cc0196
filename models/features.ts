import { reject } from '../edge/error.js';
import { multiply } from '../kernels/dense.js';
import { runStack, type Stack, type StackBlock, type StackRows, type StackTeam } from '../kernels/stack.js';
import { concatenate, type Matrix, matrix } from '../numeric/matrix.js';
import { refuseMissing } from './data/labels.js';
import { defaultTolerance, horizons } from './horizon.js';
import { marsFeatures, networkInput } from './mars.js';
import type { Layer, LinearLayer, MarsBlock, Network } from './network.js';
import type { Series, SeriesSet } from './series.js';

/** How features of the last step are computed. */
export interface FeatureOptions {
  /** How far a feature may be off for leaving out steps that are forgotten by then (models/horizon.ts); 0 computes all steps. */
  readonly tolerance?: number;
  /** `float32` halves the memory and about the time of the products; for its error see docs/fading-memory.md. */
  readonly type?: 'float64' | 'float32';
  readonly threads?: StackTeam;
  /** Hears how many series are done, some of them at a time. */
  readonly progress?: (done: number, of: number) => void;
}

/** Multiplications in a run of the kernels, which is what `progress` waits for. */
const runProducts = 2e9;
/** Inputs in a run, which are copied. */
const runInputs = 4e6;
/** Weights that may lie in the kernels' memory beside everything else. */
const mostWeights = 4e8;

/**
 * `marsFeatures` in less time: the same but for rounding and `tolerance`, in WebAssembly, by all of `threads`, and without
 * the steps that the memristors have forgotten by the last one. Networks that are not linear layers followed by memristor
 * blocks, or are too large for the kernels, go to `marsFeatures`. InputErrors as there.
 */
export function lastFeatures(
  network: Pick<Network, 'input' | 'layers'>,
  set: SeriesSet,
  { tolerance = defaultTolerance, type = 'float64', threads, progress }: FeatureOptions = {},
): Matrix {
  const stack = stackOf(network.layers, network.input.channels, type);
  if (!stack) return marsFeatures(network, set, progress);
  if (set.channels !== network.input.channels)
    return reject(set.name, `found ${set.channels} channels`, `expected ${network.input.channels}, as the network`);
  refuseMissing(set);
  const needed = horizons(network.layers, tolerance) ?? stack.blocks.map(() => Number.POSITIVE_INFINITY);
  const features = new Float64Array(set.series.length * stack.units);
  for (let first = 0; first < set.series.length; ) {
    const some = runFrom(set.series, first, needed[0]!, stack);
    const inputs = some.map(series => suffix(networkInput(network.input, series), needed[0]!));
    features.set(runStack(stack, rowsOf(inputs, stack.channels, needed), threads), first * stack.units);
    first += some.length;
    progress?.(first, set.series.length);
  }
  return matrix(set.series.length, stack.units, features);
}

/** The layers as the kernels want them; undefined for others than linear layers followed by memristor blocks. */
function stackOf(layers: readonly Layer[], channels: number, type: Stack['type']): Stack | undefined {
  const body = layers.filter(layer => layer.type !== 'readout');
  const split = body.findIndex(layer => layer.type !== 'linear');
  const linear = body.slice(0, Math.max(0, split));
  const blocks = body.slice(linear.length);
  if (split < 0 || !linear.every(isLinear) || !blocks.every(isBlock)) return undefined;
  const units = blocks[0]!.weights.rows;
  if (blocks.length * units * units > mostWeights) return undefined;
  const encoder = encoderOf(linear, channels);
  const stackBlocks = blocks.map(({ weights, bias, rescale, memristor }, k): StackBlock => {
    const { rates, step, retention, integrator } = memristor;
    const { low, high, steepness } = rescale;
    const acting = k === 0 ? times(weights, encoder) : weights;
    return {
      weights: acting.data,
      bias,
      constants: { steepness, range: high - low, low, ...rates, step, retention },
      euler: integrator === 'euler',
    };
  });
  return { channels: encoder.cols, units, encoder: encoder.data, blocks: stackBlocks, type };
}

const isLinear = (layer: Layer): layer is LinearLayer => layer.type === 'linear';
const isBlock = (layer: Layer): layer is MarsBlock => layer.type === 'mars-block';

/** Linear layers as one matrix, which acts on the channels and a 1 below them. */
function encoderOf(layers: readonly LinearLayer[], channels: number): Matrix {
  const identity = matrix(channels, channels + 1);
  for (let c = 0; c < channels; c++) identity.data[c * (channels + 2)] = 1;
  return layers.reduce((before, { weights, bias }) => {
    const after = times(weights, before);
    bias?.forEach((value, i) => {
      after.data[i * after.cols + channels]! += value;
    });
    return after;
  }, identity);
}

const times = (a: Matrix, b: Matrix): Matrix =>
  matrix(a.rows, b.cols, multiply(a.data, a.rows, b.data, b.rows, b.cols));

/** The series from the `first` on that go through the kernels together. */
function runFrom(
  series: readonly Series[],
  first: number,
  needed: number,
  { units, channels, blocks }: Stack,
): Series[] {
  const most = Math.min(runProducts / (blocks.length * units * units), runInputs / channels);
  let rows = 0;
  let end = first;
  while (end < series.length && (end === first || rows + Math.min(series[end]!.length, needed) <= most))
    rows += Math.min(series[end++]!.length, needed);
  return series.slice(first, end);
}

/** The last `needed` steps of an input, each with a 1 behind its channels. */
function suffix({ rows, cols, data }: Matrix, needed: number): Float64Array {
  const kept = Math.min(rows, needed);
  const out = new Float64Array(kept * (cols + 1)).fill(1);
  for (let t = 0, at = (rows - kept) * cols; t < kept; t++)
    for (let c = 0; c < cols; c++) out[t * (cols + 1) + c] = data[at++]!;
  return out;
}

/** Inputs end to end, with where each block begins in each. */
function rowsOf(inputs: readonly Float64Array[], channels: number, needed: readonly number[]): StackRows {
  const ends = new Int32Array(inputs.length);
  const starts = new Int32Array(inputs.length * needed.length);
  let end = 0;
  inputs.forEach((input, k) => {
    const begin = end;
    end += input.length / channels;
    ends[k] = end;
    needed.forEach((steps, block) => {
      starts[k * needed.length + block] = Math.max(begin, end - steps);
    });
  });
  return { x: concatenate(inputs), ends, starts };
}
