import type { SpikingLayer, Steps } from '../../../../models/spiking/layers.js';
import type { Neuron } from '../../../../models/spiking/neuron.js';
import { neuronWidth } from '../../../../models/spiking/neuron.js';
import type { LabelledSteps, LossOver } from '../../../../models/spiking/train/loss.js';
import { matrix } from '../../../../numeric/matrix.js';
import { noise } from '../../../compiler/builders.js';
import { li, lif, of, resonance } from '../builders.js';

/** Four neurons of every model that can be trained, by how they leak and what a spike does to them. */
export const hidden: Readonly<Record<string, Neuron>> = {
  'lif, Euler, subtracts': lif({
    ...{ timeConstant: of(3, 5, 8, 2), resistance: of(1, 2, 1, 0.5), rest: of(0.1, 0, -0.2, 0.3) },
    ...{ threshold: of(0.3, 0.4, 0.2, 0.3), reset: 'subtract', resetValue: of(0, 0.1, -0.1, 0) },
  }),
  'lif, exact, to a value': lif({
    ...{ discretisation: 'exact', timeConstant: of(3, 5, 8, 2), rest: of(0.1, 0, -0.2, 0.3) },
    ...{ threshold: of(0.3, 0.4, 0.2, 0.3), resetValue: of(0, 0.1, -0.1, 0) },
  }),
  'lif, exponential leak': lif({ discretisation: 'exponential-leak', timeConstant: of(3, 5, 8, 2) }),
  alif: {
    ...{ model: 'alif', timeStep: 1, timeConstant: of(3, 5, 8, 2), adaptationTimeConstant: of(9, 4, 6, 3) },
    ...{ baseline: of(0.1, 0.2, 0.1, 0.3), strength: of(1.8, 1, 0.5, 1.2) },
  },
  brf: { model: 'brf', ...resonance([5, 30, 60, 90], [0.5, 2, 4, 1]), timeStep: 0.01, refractoryDecay: 0.9 },
};

/** So many random numbers, times a scale. */
export const scaled = (name: string, count: number, scale: number): Float64Array =>
  noise(name, count).map(value => scale * value);

/** Two layers: recurrent neurons that see `inputs` channels, and three leaky integrators that read them. */
export function smallNet(neuron: Neuron, inputs = 3, scale = 1): readonly SpikingLayer[] {
  const width = neuronWidth(neuron);
  const cols = inputs + width;
  return [
    { weights: matrix(width, cols, scaled('hidden', width * cols, scale)), recurrent: true, neuron },
    { weights: matrix(3, width, scaled('readout', 3 * width, 1)), recurrent: false, neuron: li(4, 7, 2) },
  ];
}

/** Two random series of 12 steps and 3 channels, with labels. */
export function smallBatch(over: LossOver, series = 2, steps = 12): LabelledSteps {
  const inputs: Steps = { series, steps, channels: 3, data: scaled('inputs', series * steps * 3, 1) };
  const count = over === 'every-step' ? series * steps : series;
  return { inputs, labels: Int32Array.from({ length: count }, (_, n) => (n * 7 + 1) % 3) };
}

/** Copies of layers with one number of one of their arrays moved. */
export function moved(
  layers: readonly SpikingLayer[],
  l: number,
  name: string,
  at: number,
  by: number,
): readonly SpikingLayer[] {
  return layers.map((layer, k) => {
    if (k !== l) return layer;
    const old =
      name === 'weights' ? layer.weights.data : (new Map(Object.entries(layer.neuron)).get(name) as Float64Array);
    const changed = old.slice();
    changed[at]! += by;
    if (name !== 'weights') return { ...layer, neuron: { ...layer.neuron, [name]: changed } };
    return { ...layer, weights: matrix(layer.weights.rows, layer.weights.cols, changed) };
  });
}
