import { reject } from '../edge/error.js';
import { multiply } from '../kernels/dense.js';
import { runStack, type Stack, type StackBlock, type StackOutputs, type StackRows } from '../kernels/stack.js';
import { concatenate, type Matrix, matrix } from '../numeric/matrix.js';
import { affine } from '../numeric/product.js';
import { readoutOf } from './classify.js';
import { refuseMissing } from './data/labels.js';
import { referenceEngine, runGraph } from './execute.js';
import { defaultTolerance, horizons } from './horizon.js';
import { lower } from './lower.js';
import {
  type ConvolutionLayer,
  type Feature,
  featureCount,
  type Layer,
  type LinearLayer,
  lastWidth,
  type MarsBlock,
  type Network,
  type Readout,
} from './network.js';
import { layerOutput, networkInput } from './reference.js';
import type { Series, SeriesSet } from './series.js';

/** How features are computed. */
export interface FeatureOptions {
  /** Default: what the network's readout says, or the last step. */
  readonly feature?: Feature | undefined;
  /**
   * How far a feature of the last step may be off for leaving out steps that are forgotten by then (models/horizon.ts);
   * 0 computes all steps, as features with a mean over time do.
   */
  readonly tolerance?: number;
  /** `float32` halves the memory and about the time of the products; for its error see docs/fading-memory.md. */
  readonly type?: 'float64' | 'float32';
  /** Hears of every series that is done, of several at a time. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

/** Multiplications in a run of the kernels, which is what `progress` waits for. */
const runProducts = 2e9;
/** Inputs in a run, which are copied. */
const runInputs = 4e6;
/** Weights that may lie in the kernels' memory beside everything else. */
const mostWeights = 4e8;

/**
 * `referenceFeatures` in less time: the same but for rounding and `tolerance`, in WebAssembly, by all threads of a `StackThreads`
 * that is open, and without the steps that the memristors have forgotten by the last one. Networks that are not convolutions,
 * then linear layers, then memristor blocks, or are too large for the kernels, go through their graph. InputErrors as there.
 */
export function networkFeatures(
  network: Pick<Network, 'input' | 'layers'>,
  set: SeriesSet,
  options: FeatureOptions = {},
): Matrix {
  const { tolerance = defaultTolerance, type = 'float64', progress } = options;
  const feature = options.feature ?? network.layers.find(layer => layer.type === 'readout')?.feature ?? 'last';
  const parts = partsOf(network.layers);
  if (!parts) return throughGraph(network, set, feature, progress);
  if (set.channels !== network.input.channels)
    return reject(set.name, `found ${set.channels} channels`, `expected ${network.input.channels}, as the network`);
  refuseMissing(set);
  const stack = stackOf(parts, parts.convolutions.at(-1)?.weights.rows ?? set.channels, type);
  const bound = feature === 'last' ? horizons(parts.blocks, tolerance) : undefined;
  const needed = bound ?? parts.blocks.map(() => Number.POSITIVE_INFINITY);
  const width = featureCount(feature, stack.units);
  const features = new Float64Array(set.series.length * width);
  for (let first = 0; first < set.series.length; ) {
    const some = runFrom(set.series, first, needed[0]!, stack);
    const inputs = some.map(series => stackInput(networkInput(network.input, series), parts.convolutions, needed[0]!));
    const outputs = runStack(stack, { ...rowsOf(inputs, stack.channels, needed), means: feature !== 'last' });
    features.set(featuresOf(outputs, feature, stack.units), first * width);
    for (let k = 1; k <= some.length; k++) progress?.(first + k, set.series.length);
    first += some.length;
  }
  return matrix(set.series.length, width, features);
}

/** The features that the graph of a network yields, in float64. */
function throughGraph(
  { input, layers }: Pick<Network, 'input' | 'layers'>,
  set: SeriesSet,
  feature: Feature,
  progress: FeatureOptions['progress'],
): Matrix {
  const body = layers.filter(layer => layer.type !== 'readout');
  const weights = matrix(1, featureCount(feature, lastWidth(input, body)));
  const blank: Readout = {
    type: 'readout',
    name: 'readout',
    feature,
    weights,
    bias: new Float64Array(1),
    classes: [''],
  };
  const graph = lower({ name: set.name, input, layers: [...body, blank] });
  return runGraph(graph, set, referenceEngine(), { progress }).features;
}

/**
 * The class scores of every series, series × classes: the readout of its features. Of a network that ends in scores, such as one
 * from ONNX, the scores that its graph yields, of each time step where they are of steps; of one without classes, what it yields at
 * each time step.
 * InputErrors as `networkFeatures`.
 */
export function networkScores(network: Network, set: SeriesSet, options: Omit<FeatureOptions, 'feature'> = {}): Matrix {
  if (network.layers.at(-1)?.type !== 'readout')
    return runGraph(lower(network), set, referenceEngine(), { progress: options.progress }).scores;
  const { weights, bias } = readoutOf(network);
  return affine(networkFeatures(network, set, options), weights, bias);
}

function featuresOf({ last, means }: StackOutputs, feature: Feature, units: number): Float64Array {
  if (feature === 'last' || !means) return last;
  if (feature === 'mean') return means;
  const out = new Float64Array(2 * last.length);
  for (let at = 0; at < last.length; at += units) {
    out.set(last.subarray(at, at + units), 2 * at);
    out.set(means.subarray(at, at + units), 2 * at + units);
  }
  return out;
}

/** Layers that a stack of blocks stands for. */
interface Parts {
  readonly convolutions: readonly ConvolutionLayer[];
  readonly linear: readonly LinearLayer[];
  readonly blocks: readonly MarsBlock[];
}

/** Undefined for layers in another order, and for others. */
function partsOf(layers: readonly Layer[]): Parts | undefined {
  const body = layers.filter(layer => layer.type !== 'readout');
  const convolutions = body.filter(layer => layer.type === 'convolution');
  const linear = body.filter(layer => layer.type === 'linear');
  const blocks = body.filter(layer => layer.type === 'mars-block');
  const inOrder: readonly Layer[] = [...convolutions, ...linear, ...blocks];
  if (layers.some(({ from }) => from !== undefined)) return undefined;
  if (blocks.length === 0 || body.length > inOrder.length || body.some((layer, k) => layer !== inOrder[k]))
    return undefined;
  const units = blocks[0]!.weights.rows;
  return blocks.length * units * units > mostWeights ? undefined : { convolutions, linear, blocks };
}

function stackOf({ linear, blocks }: Parts, channels: number, type: Stack['type']): Stack {
  const encoder = encoderOf(linear, channels);
  const stackBlocks = blocks.map(({ weights, bias, rescale, memristor }, k): StackBlock => {
    const { rates, step, retention, integrator } = memristor;
    const { low, high, steepness } = rescale;
    return {
      weights: k === 0 ? times(weights, encoder).data : weights.data,
      bias,
      constants: { steepness, range: high - low, low, ...rates, step, retention },
      euler: integrator === 'euler',
    };
  });
  return { channels: encoder.cols, units: blocks[0]!.weights.rows, encoder: encoder.data, blocks: stackBlocks, type };
}

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

/** The last `needed` steps of what enters the linear layers, each with a 1 behind its channels. */
function stackInput(input: Matrix, convolutions: readonly ConvolutionLayer[], needed: number): Float64Array {
  const before = convolutions.reduce((sum, { taps }) => sum + taps - 1, 0);
  const signal = convolutions.reduce((x, layer) => layerOutput(layer, x), lastRows(input, needed + before));
  const { rows, cols, data } = signal;
  const kept = Math.min(rows, needed);
  const out = new Float64Array(kept * (cols + 1)).fill(1);
  for (let t = 0, at = (rows - kept) * cols; t < kept; t++)
    for (let c = 0; c < cols; c++) out[t * (cols + 1) + c] = data[at++]!;
  return out;
}

function lastRows({ rows, cols, data }: Matrix, needed: number): Matrix {
  const kept = Math.min(rows, needed);
  return matrix(kept, cols, data.subarray((rows - kept) * cols));
}

/** Inputs end to end, with where each block begins in each. */
function rowsOf(
  inputs: readonly Float64Array[],
  channels: number,
  needed: readonly number[],
): Omit<StackRows, 'means'> {
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
