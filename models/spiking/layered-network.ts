import { reject } from '../../edge/error.js';
import { type Matrix, matrix, transpose } from '../../numeric/matrix.js';
import type { Layer, Network, Scores } from '../network.js';
import type { SeriesSet } from '../series.js';
import { type SpikingLayer, splitWeights } from './layers.js';
import type { LabelledSteps, LossOver } from './train/loss.js';

// Networks that are nothing but layers of neurons one behind the other, as training has them, and back.

export interface NetworkOptions extends Pick<Network, 'name' | 'calibration'> {
  readonly classes: readonly string[];
  /** Whether its input is spikes. */
  readonly spikes: boolean;
}

/**
 * Such layers as a network whose class scores are the last one's values at every time step: each layer's matrix is cut into that of
 * what comes in and that of what comes back.
 */
export function networkOfLayers(
  layers: readonly SpikingLayer[],
  { name, classes, spikes, calibration }: NetworkOptions,
): Network {
  const parts = layers.map(layer => ({ ...splitWeights(layer), neuron: layer.neuron }));
  return {
    name,
    ...(calibration && { calibration }),
    input: { channels: parts[0]!.inputs, normalize: 'none', ...(spikes && { spikes }) },
    layers: [
      ...parts.flatMap(({ forward, back, width, neuron }, k): Layer[] => {
        const own = k === parts.length - 1 ? 'readout' : k === 0 ? 'hidden' : `hidden${k + 1}`;
        const recurrent = back.length > 0 ? { recurrent: rows(back, width) } : {};
        return [
          { type: 'linear', name: own, weights: rows(forward, width) },
          { type: 'neurons', name: `${own}_neurons`, neuron, ...recurrent },
        ];
      }),
      { type: 'scores', name: 'scores', of: 'step', classes },
    ],
  };
}

/** The layers of a network that is made so; InputError, naming `where` and the layer, for any other. */
export function layersOfNetwork({ layers }: Network, where: string): readonly SpikingLayer[] {
  scoresOf({ layers }, where);
  const found: SpikingLayer[] = [];
  for (let k = 0; k < layers.length - 1; k += 2) {
    const [linear, neurons] = [layers[k], layers[k + 1]];
    const at = (i: number): string => `${where}: layers[${i}]`;
    const right = 'expected linear layers without a bias and neurons in turn, and scores, each reading the one before';
    if (linear?.type !== 'linear' || linear.from) return reject(at(k), `found ${linear?.type}`, right);
    if (linear.bias?.some(value => value !== 0)) return reject(`${at(k)}.bias`, 'found numbers other than 0', right);
    if (neurons?.type !== 'neurons' || neurons.from) return reject(at(k + 1), `found ${neurons?.type}`, right);
    const { recurrent, neuron } = neurons;
    found.push({
      weights: recurrent ? beside(linear.weights, recurrent) : linear.weights,
      recurrent: recurrent !== undefined,
      neuron,
    });
  }
  return found;
}

/** The network with such layers in place of its own, whatever their names. */
export function withLayers(network: Network, layers: readonly SpikingLayer[]): Network {
  const parts = layers.map(layer => ({ ...splitWeights(layer), neuron: layer.neuron }));
  return {
    ...network,
    layers: network.layers.map((layer, k) => {
      const part = parts[Math.floor(k / 2)];
      if (!part) return layer;
      if (layer.type === 'linear') return { ...layer, weights: rows(part.forward, part.width) };
      if (layer.type !== 'neurons') return layer;
      return { ...layer, neuron: part.neuron, ...(layer.recurrent && { recurrent: rows(part.back, part.width) }) };
    }),
  };
}

/** What the loss of a network is taken over, as its scores say. */
export function lossOver(network: Network, where: string): LossOver {
  const { of } = scoresOf(network, where);
  return of === 'step' ? 'every-step' : of;
}

function scoresOf({ layers }: Pick<Network, 'layers'>, where: string): Scores {
  const last = layers.at(-1);
  if (last?.type === 'scores') return last;
  return reject(`${where}: layers[${layers.length - 1}]`, `found ${last?.type}`, 'expected scores as the last layer');
}

/** A labelled set as training takes it. InputError where series differ in length or labels are missing. */
export function labelledSteps(set: SeriesSet, over: LossOver): LabelledSteps {
  const { series, channels, name } = set;
  const steps = series[0]?.length ?? 0;
  const data = new Float64Array(steps * series.length * channels);
  const everyStep = over === 'every-step';
  const labels = new Int32Array(everyStep ? steps * series.length : series.length);
  series.forEach((one, s) => {
    const where = `${name}: series ${s + 1}`;
    if (one.length !== steps) reject(where, `found ${one.length} time steps`, `expected ${steps}, as series 1`);
    for (let t = 0; t < steps; t++)
      data.set(one.values.subarray(t * channels, (t + 1) * channels), (t * series.length + s) * channels);
    if (!everyStep) labels[s] = one.label;
    else if (!one.labels) reject(where, 'has no label for each time step', 'expected an array of series × steps');
    else for (let t = 0; t < steps; t++) labels[t * series.length + s] = one.labels[t]!;
  });
  return { inputs: { series: series.length, steps, channels, data }, labels };
}

const rows = (columns: Float64Array, width: number): Matrix =>
  transpose(matrix(columns.length / width, width, columns));

/** a and b side by side. */
function beside(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.rows, a.cols + b.cols);
  for (let i = 0; i < a.rows; i++) {
    out.data.set(a.data.subarray(i * a.cols, (i + 1) * a.cols), i * out.cols);
    out.data.set(b.data.subarray(i * b.cols, (i + 1) * b.cols), i * out.cols + a.cols);
  }
  return out;
}
