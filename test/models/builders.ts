import { usualConvolutionStep } from '../../models/lca/convolution.js';
import { normalized } from '../../models/lca/dictionary.js';
import { imageLength, type Windows, windowLength } from '../../models/lca/windows.js';
import {
  type Layer,
  type LcaLayer,
  type MarsBlock,
  milanoRates,
  type Network,
  type Readout,
  rescaleBounds,
  type Scores,
} from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import type { LeakyIntegrateFire, LeakyIntegrator } from '../../models/spiking/neuron.js';
import { fromRows, type Matrix, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';

/** A set of one-channel series: `univariate('a b', ['a', 1, 2, 3], ['b', 4, 5])`; a label that is no class is none. */
export function univariate(classes: string, ...rows: readonly [string, ...number[]][]): SeriesSet {
  const names = classes.split(' ').filter(name => name !== '');
  const series = rows.map(([label, ...values]) => ({
    values: Float64Array.from(values),
    length: values.length,
    label: names.indexOf(label),
  }));
  return { name: 'test set', channels: 1, classes: names, series };
}

/** A block with the published constants, Δ = 0.1 and s = 6. */
export function block(name: string, weights: number[][], bias: number[], integrator: 'exact' | 'euler'): MarsBlock {
  return {
    type: 'mars-block',
    name,
    weights: fromRows(weights),
    bias: Float64Array.from(bias),
    rescale: { ...rescaleBounds, steepness: 6 },
    memristor: { rates: milanoRates, step: 0.1, retention: 1, integrator },
  };
}

/** The weights of a layer that has some. */
export function weightsOf(layer: Layer | undefined): Matrix {
  if (!layer || !('weights' in layer)) throw new RangeError('a layer without weights');
  return layer.weights;
}

/** One channel, two units, one block, two classes: small enough to work out by hand. */
export function tinyMars(integrator: 'exact' | 'euler' = 'exact'): Network {
  return {
    name: 'tiny',
    input: { channels: 1, normalize: 'none' },
    layers: [
      { type: 'linear', name: 'encoder', weights: fromRows([[2], [-1]]), bias: Float64Array.of(0, 0.25) },
      block(
        'block1',
        [
          [0.5, 0.2],
          [-0.4, 0.7],
        ],
        [0.1, -0.05],
        integrator,
      ),
      {
        type: 'readout',
        name: 'readout',
        feature: 'last',
        weights: fromRows([
          [1, 0],
          [0, 1],
        ]),
        bias: Float64Array.of(0, 3),
        classes: ['a', 'b'],
      },
    ],
  };
}

/** A coder of 5 random atoms of length 1 over 4 inputs; with a readout of two classes behind it where `readout` is set. */
export function tinyCoder(change: Partial<LcaLayer> = {}, readout = false): Network {
  const weights = randomAtoms(5, 4);
  const coder: LcaLayer = {
    ...{ type: 'lca', name: 'coder', weights, step: 0.3, iterations: 40, form: 'gram' },
    threshold: { shape: 'soft', level: 0.1, signs: 'both' },
    ...change,
  };
  const scores: Readout = {
    ...{ type: 'readout', name: 'readout', feature: 'last', bias: Float64Array.of(0.5, 0), classes: ['a', 'b'] },
    weights: fromRows([
      [1, 0, 2, 0, -1],
      [0, 1, -1, 0.5, 0],
    ]),
  };
  const input = { channels: 4, normalize: 'none' } as const;
  return { name: 'tiny coder', input, layers: readout ? [coder, scores] : [coder] };
}

/** Windows of 3×3 pixels on images of 6×5, at all 4×3 positions. */
export const tinyWindows = (change: Partial<Windows> = {}): Windows => ({
  ...{ image: { rows: 6, columns: 5 }, kernel: { rows: 3, columns: 3 } },
  ...{ channels: 1, stride: 1, padding: 'valid' },
  ...change,
});

/** A coder in the residual form of 4 random atoms at each position of windows. */
export function tinyWindowCoder(windows: Windows = tinyWindows(), change: Partial<LcaLayer> = {}): Network {
  const weights = randomAtoms(4, windowLength(windows));
  const coder: LcaLayer = {
    ...{ type: 'lca', name: 'coder', weights, windows, iterations: 40, form: 'residual' },
    step: usualConvolutionStep(weights, windows),
    threshold: { shape: 'soft', level: 0.1, signs: 'both' },
    ...change,
  };
  const input = { channels: imageLength(windows), normalize: 'none' } as const;
  return { name: 'window coder', input, layers: [coder] };
}

/** Random atoms of length 1 in rows. */
export function randomAtoms(atoms: number, inputs: number, seed = 1): Matrix {
  const data = new Float64Array(atoms * inputs);
  randomStream(seed, 'atoms').fillNormal(data, 0);
  return normalized(matrix(atoms, inputs, data));
}

/** LIF neurons of τ = 20 steps; Euler, reset to 0. */
export function lif(width: number, change: Partial<LeakyIntegrateFire> = {}): LeakyIntegrateFire {
  const all = (value: number): Float64Array => new Float64Array(width).fill(value);
  return {
    ...{ model: 'lif', timeStep: 1, discretisation: 'euler', reset: 'to-value' },
    ...{ timeConstant: all(20), resistance: all(1), rest: all(0), threshold: all(0.2), resetValue: all(0) },
    ...change,
  };
}

/** Leaky integrators of τ = 10 steps. */
export function li(width: number): LeakyIntegrator {
  const all = (value: number): Float64Array => new Float64Array(width).fill(value);
  return {
    ...{ model: 'li', timeStep: 1, discretisation: 'exact' },
    ...{ timeConstant: all(10), resistance: all(1), rest: all(0) },
  };
}

/** Three spike trains that drive four recurrent LIF neurons, and a leaky readout of two classes at every time step. */
export function tinySpiking(change: Partial<Scores> = {}): Network {
  const random = (rows: number, cols: number, name: string): Matrix => {
    const data = new Float64Array(rows * cols);
    randomStream(3, name).fillNormal(data, 0);
    return matrix(rows, cols, data);
  };
  return {
    name: 'tiny spiking',
    input: { channels: 3, normalize: 'none', spikes: true },
    layers: [
      { type: 'linear', name: 'synapses', weights: random(4, 3, 'synapses'), bias: Float64Array.of(0.5, 0.4, 0, 0.1) },
      { type: 'neurons', name: 'hidden', neuron: lif(4), recurrent: random(4, 4, 'recurrent') },
      { type: 'linear', name: 'out', weights: random(2, 4, 'out') },
      { type: 'neurons', name: 'leaky', neuron: li(2) },
      { type: 'scores', name: 'scores', of: 'step', classes: ['a', 'b'], ...change },
    ],
  };
}

/** Two maps of 5×4 through every layer that works on maps, and one that reads two layers. */
export function tinyMaps(): Network {
  const draws = randomStream(4, 'maps');
  const random = (rows: number, cols: number, first: number): Matrix =>
    matrix(
      rows,
      cols,
      Float64Array.from({ length: rows * cols }, (_, k) => draws.normal(first + k)),
    );
  const maps = { channels: 2, rows: 5, columns: 4 };
  const after = { channels: 4, rows: 5, columns: 4 };
  const size = 4 * 5 * 4;
  return {
    name: 'tiny maps',
    input: { channels: 40, normalize: 'none' },
    layers: [
      {
        ...{
          type: 'convolution-2d',
          name: 'first',
          maps,
          groups: 1,
          weights: random(4, 18, 0),
          bias: Float64Array.of(1, 0, 2, 3),
        },
        window: { size: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1] },
      },
      { type: 'neurons', name: 'fire', neuron: lif(size, { threshold: new Float64Array(size).fill(0.6) }) },
      {
        ...{ type: 'convolution-2d', name: 'grouped', maps: after, groups: 2, weights: random(4, 4, 100) },
        window: { size: [2, 1], stride: [1, 1], padding: [1, 0], dilation: [2, 1] },
      },
      { type: 'scale', name: 'half', from: ['fire'], factors: new Float64Array(size).fill(0.5) },
      { type: 'delay', name: 'late', steps: Uint32Array.from({ length: size }, (_, k) => k % 3) },
      { type: 'threshold', name: 'step', from: ['grouped', 'late'], levels: new Float64Array(size).fill(0.3) },
      {
        ...{ type: 'pool-2d', name: 'pool', kind: 'mean', maps: after },
        window: { size: [2, 2], stride: [2, 1], padding: [0, 1], dilation: [1, 1] },
      },
      { type: 'linear', name: 'out', weights: random(2, 40, 200) },
      { type: 'scores', name: 'scores', of: 'mean', classes: ['a', 'b'] },
    ],
  };
}

/** Spike trains at the given rate, labelled a and b in turn, as series and at each of their steps. */
export function spikeTrains(count: number, channels: number, length: number, rate = 0.3, seed = 1): SeriesSet {
  const series = Array.from({ length: count }, (_, k) => {
    const values = new Float64Array((length + k) * channels);
    const draws = randomStream(seed, 'spikes', k);
    const labels = Int32Array.from({ length: length + k }, (_, t) => (t + k) % 2);
    return {
      values: values.map((_, i) => (draws.uniform(i) < rate ? 1 : 0)),
      length: length + k,
      label: k % 2,
      labels,
    };
  });
  return { name: 'spike trains', channels, classes: ['a', 'b'], series };
}

/** Series of one step each, of random values, labelled a and b in turn. */
export function randomSteps(count: number, channels: number, seed = 1): SeriesSet {
  const series = Array.from({ length: count }, (_, k) => {
    const values = new Float64Array(channels);
    randomStream(seed, 'inputs', k).fillNormal(values, 0);
    return { values, length: 1, label: k % 2 };
  });
  return { name: 'random steps', channels, classes: ['a', 'b'], series };
}
