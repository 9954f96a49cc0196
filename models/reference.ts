import { reject } from '../edge/error.js';
import { concatenate, type Matrix, matrix } from '../numeric/matrix.js';
import { affine } from '../numeric/product.js';
import { standardize } from '../numeric/statistics.js';
import { readoutOf } from './classify.js';
import { refuseMissing } from './data/labels.js';
import { checkedCoder } from './lca/coder.js';
import type {
  ConvolutionLayer,
  EsnLayer,
  Feature,
  InputDescription,
  Layer,
  MarsBlock,
  MemristorRates,
  MemristorStep,
  MfEsnLayer,
  Network,
  Rescale,
} from './network.js';
import type { Series, SeriesSet } from './series.js';

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
    let signal = networkInput(network.input, series);
    for (const output of outputs) signal = output(signal);
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

/** What a readout sees of a signal, time steps × width. */
function featureOf({ rows, cols, data }: Matrix, feature: Feature): Float64Array {
  const last = data.subarray((rows - 1) * cols);
  if (feature === 'last') return last;
  const mean = new Float64Array(cols);
  for (let k = 0; k < data.length; k++) mean[k % cols]! += data[k]!;
  for (let i = 0; i < cols; i++) mean[i]! /= rows;
  return feature === 'mean' ? mean : concatenate([last, mean]);
}

/** The class scores of every series, series × classes: the readout of its features. */
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
    case 'readout':
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
