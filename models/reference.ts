import { reject } from '../edge/error.js';
import { concatenate, type Matrix, matrix } from '../numeric/matrix.js';
import { affine } from '../numeric/product.js';
import { standardize } from '../numeric/statistics.js';
import { activated } from './activation.js';
import { readoutOf } from './classify.js';
import { refuseMissing } from './data/labels.js';
import { checkedCoder } from './lca/coder.js';
import { type MapSize, type MapWindow, positionsOf } from './maps.js';
import { candidate, cellWindow, firstState, gatesOf } from './min-conv.js';
import type {
  ConvolutionLayer,
  EsnLayer,
  Feature,
  InputDescription,
  Layer,
  MapConvolutionLayer,
  MapPoolLayer,
  MarsBlock,
  MemristorRates,
  MemristorStep,
  MfEsnLayer,
  MinConvLayer,
  Network,
  NeuronLayer,
  Rescale,
} from './network.js';
import { normalizedGroups } from './normalization.js';
import type { Series, SeriesSet } from './series.js';
import { neuronStates } from './spiking/neuron-states.js';

/** RESCALE(v) = (high − low)/(1 + exp(−steepness·v)) + low, in volts; eq 9 of MARS (arXiv 2604.19343). */
export function rescale(v: number, { low, high, steepness }: Rescale): number {
  return (high - low) / (1 + Math.exp(-steepness * v)) + low;
}

/** Kp(z) = kp0·exp(ηp z), the rate at which voltage z drives the conductance up; eq 3. */
export function potentiationRate(z: number, rates: MemristorRates): number {
  return rates.potentiation * Math.exp(rates.potentiationSlope * z);
}

/** Kd(z) = kd0·exp(−ηd z), the rate at which it decays under voltage z; eq 4. */
export function depressionRate(z: number, rates: MemristorRates): number {
  return rates.depression * Math.exp(-rates.depressionSlope * z);
}

/**
 * The normalised conductance h after one pulse of voltage z: eq 16 for `euler`, h' = (γ − ΔK)h + ΔKp; for `exact` the
 * solution of dh/dt = Kp(1 − h) − Kd h over the pulse, h' = g* + (h − g*)exp(−ΔK), g* = Kp/K, which stays in 0…1 for
 * every Δ (Milano et al., Neural Networks 150:137, 2022).
 */
export function memristorStep(h: number, z: number, { rates, step, retention, integrator }: MemristorStep): number {
  const kp = potentiationRate(z, rates);
  const k = kp + depressionRate(z, rates);
  if (integrator === 'euler') return (retention - step * k) * h + step * kp;
  const target = kp / k;
  return target + (h - target) * Math.exp(-step * k);
}

/**
 * The features of every series: the output of the last layer before the readout at the last time step, its mean over
 * time or both, as `feature` or else the network's readout says; series × features.
 *
 * The reference that everything else is compared with: the layers' equations, one series, one layer, one time step
 * after the other, in float64. InputError for a wrong channel count or a missing value.
 */
export function referenceFeatures(
  network: Pick<Network, 'input' | 'layers'>,
  set: SeriesSet,
  progress?: (done: number, of: number) => void,
  feature: Feature = network.layers.find(layer => layer.type === 'readout')?.feature ?? 'last',
): Matrix {
  if (set.channels !== network.input.channels)
    return reject(set.name, `found ${set.channels} channels`, `expected ${network.input.channels}, as the network`);
  refuseMissing(set);
  const empty = set.series.findIndex(({ length }) => length < 1);
  if (empty >= 0) reject(`${set.name}: series ${empty + 1}`, 'found no time steps', 'expected at least one');
  const outputs = network.layers.map(layerFunction);
  const rows = set.series.map((series, i) => {
    const signal = outputOf(network, outputs, series);
    progress?.(i + 1, set.series.length);
    return featureOf(signal, feature);
  });
  const width = rows[0]?.length ?? 0;
  const features = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    features.set(row, i * width);
  });
  return matrix(rows.length, width, features);
}

/**
 * What the last layer before a readout yields for one series, time steps × outputs: where there is none, what the network
 * yields at every time step. InputError for another number of values than the network's channels have in so many steps.
 */
export function networkOutput(network: Pick<Network, 'input' | 'layers'>, series: Series): Matrix {
  const { values, length } = series;
  const { channels } = network.input;
  if (values.length !== length * channels)
    reject(
      'series',
      `found ${values.length} values`,
      `expected ${length * channels}, of ${length} × ${channels} channels`,
    );
  return outputOf(network, network.layers.map(layerFunction), series);
}

/** The same by the functions of the layers, for series that come one after the other. */
function outputOf(
  { input, layers }: Pick<Network, 'input' | 'layers'>,
  outputs: readonly ((input: Matrix) => Matrix)[],
  series: Series,
): Matrix {
  let signal = networkInput(input, series);
  const signals = new Map([['input', signal]]);
  for (const [k, layer] of layers.entries()) {
    const read = layer.from?.map(name => signals.get(name)!) ?? [signal];
    signal = outputs[k]!(read.slice(1).reduce(sumOf, read[0]!));
    signals.set(layer.name, signal);
  }
  return signal;
}

const sumOf = (a: Matrix, b: Matrix): Matrix =>
  matrix(
    a.rows,
    a.cols,
    a.data.map((value, k) => value + b.data[k]!),
  );

/** What a readout sees of a signal, time steps × width. */
function featureOf({ rows, cols, data }: Matrix, feature: Feature): Float64Array {
  const last = data.subarray((rows - 1) * cols);
  if (feature === 'last') return last;
  const mean = new Float64Array(cols);
  for (let k = 0; k < data.length; k++) mean[k % cols]! += data[k]!;
  for (let i = 0; i < cols; i++) mean[i]! /= rows;
  return feature === 'mean' ? mean : concatenate([last, mean]);
}

/** The class scores of every series, series × classes: the readout of its features. InputError where there is no readout. */
export function referenceScores(network: Network, set: SeriesSet): Matrix {
  const { weights, bias } = readoutOf(network);
  return affine(referenceFeatures(network, set), weights, bias);
}

/** What enters the first layer, time steps × channels: the series, normalised as the network says. */
export function networkInput(input: InputDescription, series: Series): Matrix {
  const { length, values } = series;
  if (input.normalize === 'none') return matrix(length, input.channels, values);
  const out = new Float64Array(values.length);
  for (let c = 0; c < input.channels; c++) {
    const channel = standardize(Float64Array.from({ length }, (_, t) => values[t * input.channels + c]!));
    channel.forEach((value, t) => {
      out[t * input.channels + c] = value;
    });
  }
  return matrix(length, input.channels, out);
}

/** One layer over all time steps: time steps × inputs in, time steps × outputs out. The readout is not run over time. */
export const layerOutput = (layer: Layer, input: Matrix): Matrix => layerFunction(layer)(input);

/** The same for signals that come one after the other. */
function layerFunction(layer: Layer): (input: Matrix) => Matrix {
  switch (layer.type) {
    case 'linear':
      return input => affine(input, layer.weights, layer.bias);
    case 'convolution':
      return input => convolved(layer, input);
    case 'esn':
    case 'mf-esn':
      return input => reservoirOutput(layer, input);
    case 'mars-block':
      return input => blockOutput(layer, input);
    case 'lca':
      return checkedCoder(layer);
    case 'neurons':
      return input => neuronOutput(layer, input);
    case 'convolution-2d':
      return input => mapsConvolved(layer, input);
    case 'pool-2d':
      return input => mapsPooled(layer, input);
    case 'scale':
      return input => eachElement(input, (_, i, k) => layer.factors[i]! * input.data[k]! + (layer.offsets?.[i] ?? 0));
    case 'min-conv-gru':
    case 'min-conv-exp-lstm':
      return input => minConvOutput(layer, input);
    case 'activation':
      return input => matrix(input.rows, input.cols, activated(layer, input.data, input.cols));
    case 'layer-norm':
      return input => matrix(input.rows, input.cols, normalizedGroups(layer, input.data));
    case 'threshold':
      return input => eachElement(input, (_, i, k) => (input.data[k]! > layer.levels[i]! ? 1 : 0));
    case 'delay':
      return input =>
        eachElement(input, (t, i, k) => (t < layer.steps[i]! ? 0 : input.data[k - layer.steps[i]! * input.cols]!));
    case 'readout':
    case 'scores':
      return input => input;
  }
}

/** u − h at every time step, with z = RESCALE(W u + b) and h from 0 on. */
function blockOutput(block: MarsBlock, input: Matrix): Matrix {
  const drive = affine(input, block.weights, block.bias);
  const out = new Float64Array(drive.data.length);
  const h = new Float64Array(drive.cols);
  for (let t = 0, at = 0; t < drive.rows; t++)
    for (let i = 0; i < drive.cols; i++, at++) {
      h[i] = memristorStep(h[i]!, rescale(drive.data[at]!, block.rescale), block.memristor);
      out[at] = input.data[at]! - h[i]!;
    }
  return matrix(drive.rows, drive.cols, out);
}

/** y(t) = Σₖ Wₖ x(t − k) + b. */
function convolved({ weights, taps, bias }: ConvolutionLayer, { rows: steps, cols: inputs, data }: Matrix): Matrix {
  const out = matrix(steps, weights.rows);
  for (let t = 0; t < steps; t++)
    for (let i = 0; i < weights.rows; i++) {
      let sum = bias?.[i] ?? 0;
      for (let k = 0; k < Math.min(taps, t + 1); k++)
        for (let c = 0; c < inputs; c++)
          sum += weights.data[i * weights.cols + k * inputs + c]! * data[(t - k) * inputs + c]!;
      out.data[t * weights.rows + i] = sum;
    }
  return out;
}

/** The states at every time step, from 0. */
function reservoirOutput(layer: EsnLayer | MfEsnLayer, input: Matrix): Matrix {
  const drive = affine(input, layer.weights, layer.bias);
  const out = matrix(drive.rows, drive.cols);
  let state = matrix(1, drive.cols);
  for (let t = 0; t < drive.rows; t++) {
    const back = affine(state, layer.recurrent).data;
    const next = state.data.map((s, i) => {
      const v = drive.data[t * drive.cols + i]! + back[i]!;
      if (layer.type === 'esn') return (1 - layer.leak) * s + layer.leak * Math.tanh(v);
      return memristorStep(s, rescale(v, layer.rescale), layer.memristor);
    });
    out.data.set(next, t * drive.cols);
    state = matrix(1, drive.cols, next);
  }
  return out;
}

/** A signal of the same size, from time step, element, and place of both in the data. */
function eachElement({ rows, cols }: Matrix, value: (t: number, i: number, k: number) => number): Matrix {
  const out = matrix(rows, cols);
  for (let t = 0, k = 0; t < rows; t++) for (let i = 0; i < cols; i++, k++) out.data[k] = value(t, i, k);
  return out;
}

/** What neurons yield at every time step, from rest. */
function neuronOutput({ neuron, recurrent }: NeuronLayer, input: Matrix): Matrix {
  const states = neuronStates(neuron, 1);
  const out = matrix(input.rows, input.cols);
  for (let t = 0; t < input.rows; t++) {
    const before = matrix(1, input.cols, states.outputs.slice());
    const back = recurrent && affine(before, recurrent).data;
    states.step(
      Float64Array.from({ length: input.cols }, (_, i) => input.data[t * input.cols + i]! + (back?.[i] ?? 0)),
      1,
    );
    out.data.set(states.outputs, t * input.cols);
  }
  return out;
}

/** Visits every output of maps that a window makes: its place in them, and the values of its window, `beyond` where the padding is. */
function eachWindow(
  maps: MapSize,
  window: MapWindow,
  beyond: number,
  visit: (
    position: number,
    value: (data: Float64Array, at: number, channel: number, i: number, j: number) => number,
  ) => void,
): void {
  const [down, across] = positionsOf(maps, window);
  const { stride, padding, dilation, edges } = window;
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++)
      visit(y * across + x, (data, at, channel, i, j) => {
        let row = y * stride[0] - padding[0] + i * dilation[0];
        let column = x * stride[1] - padding[1] + j * dilation[1];
        if (edges?.[0] === 'circular') row -= Math.floor(row / maps.rows) * maps.rows;
        if (edges?.[1] === 'circular') column -= Math.floor(column / maps.columns) * maps.columns;
        if (row < 0 || row >= maps.rows || column < 0 || column >= maps.columns) return beyond;
        return data[at + (channel * maps.rows + row) * maps.columns + column]!;
      });
}

/** The states of a cell at every time step, by its own gates one step after the other. */
function minConvOutput(layer: MinConvLayer, input: Matrix): Matrix {
  const { maps, weights, bias } = layer;
  const drive = mapsConvolved({ maps, window: cellWindow(layer), groups: 1, weights, ...(bias && { bias }) }, input);
  const width = drive.cols / gatesOf(layer);
  const out = matrix(input.rows, width);
  const h = new Float64Array(width).fill(firstState);
  for (let t = 0; t < input.rows; t++)
    for (let i = 0; i < width; i++) {
      const gate = (which: number): number => drive.data[t * drive.cols + which * width + i]!;
      // Of f and i only the difference matters, and e^f alone may be infinite.
      const share =
        layer.type === 'min-conv-gru' ? 1 / (1 + Math.exp(-gate(0))) : 1 / (1 + Math.exp(gate(0) - gate(1)));
      h[i] = (1 - share) * h[i]! + share * candidate(gate(gatesOf(layer) - 1));
      out.data[t * width + i] = h[i]!;
    }
  return out;
}

function mapsConvolved(
  { maps, window, groups, weights, bias }: Pick<MapConvolutionLayer, 'maps' | 'window' | 'groups' | 'weights' | 'bias'>,
  input: Matrix,
): Matrix {
  const [down, across] = positionsOf(maps, window);
  const positions = down * across;
  const out = matrix(input.rows, weights.rows * positions);
  const [own, outputs] = [maps.channels / groups, weights.rows / groups];
  const [high, wide] = window.size;
  for (let t = 0; t < input.rows; t++)
    eachWindow(maps, window, 0, (position, value) => {
      for (let o = 0; o < weights.rows; o++) {
        let sum = bias?.[o] ?? 0;
        let weight = o * weights.cols;
        for (let c = 0; c < own; c++)
          for (let i = 0; i < high; i++)
            for (let j = 0; j < wide; j++)
              sum +=
                weights.data[weight++]! * value(input.data, t * input.cols, Math.floor(o / outputs) * own + c, i, j);
        out.data[t * out.cols + o * positions + position] = sum;
      }
    });
  return out;
}

function mapsPooled({ kind, maps, window }: MapPoolLayer, input: Matrix): Matrix {
  const [down, across] = positionsOf(maps, window);
  const positions = down * across;
  const out = matrix(input.rows, maps.channels * positions);
  const [high, wide] = window.size;
  for (let t = 0; t < input.rows; t++)
    eachWindow(maps, window, kind === 'max' ? Number.NEGATIVE_INFINITY : 0, (position, value) => {
      for (let c = 0; c < maps.channels; c++) {
        let [sum, most] = [0, Number.NEGATIVE_INFINITY];
        for (let i = 0; i < high; i++)
          for (let j = 0; j < wide; j++) {
            const one = value(input.data, t * input.cols, c, i, j);
            sum += one;
            most = Math.max(most, one);
          }
        const of = { sum, mean: sum / (high * wide), max: most };
        out.data[t * out.cols + c * positions + position] = of[kind];
      }
    });
  return out;
}
