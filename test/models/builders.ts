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
} from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
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

/** Series of one step each, of random values, labelled a and b in turn. */
export function randomSteps(count: number, channels: number, seed = 1): SeriesSet {
  const series = Array.from({ length: count }, (_, k) => {
    const values = new Float64Array(channels);
    randomStream(seed, 'inputs', k).fillNormal(values, 0);
    return { values, length: 1, label: k % 2 };
  });
  return { name: 'random steps', channels, classes: ['a', 'b'], series };
}
