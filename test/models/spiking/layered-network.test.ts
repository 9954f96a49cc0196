import test from 'ava';
import { referenceEngine, runGraph } from '../../../models/execute.js';
import { lower } from '../../../models/lower.js';
import {
  labelledSteps,
  layersOfNetwork,
  lossOver,
  networkOfLayers,
  withLayers,
} from '../../../models/spiking/layered-network.js';
import { layerOutputs, type SpikingLayer } from '../../../models/spiking/layers.js';
import { matrix } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';
import { apart } from '../../compiler/builders.js';
import { li, lif, spikeTrains } from '../builders.js';

const random = (rows: number, cols: number, seed: number) => {
  const draws = randomStream(seed, 'weights');
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, k) => draws.normal(k)),
  );
};
const layers: readonly SpikingLayer[] = [
  { weights: random(5, 8, 1), recurrent: true, neuron: lif(5) },
  { weights: random(2, 5, 2), recurrent: false, neuron: li(2) },
];
const network = networkOfLayers(layers, { name: 'layers', classes: ['a', 'b'], spikes: true });
const set = { ...spikeTrains(1, 3, 30), series: [1, 2, 3].map(seed => spikeTrains(1, 3, 30, 0.3, seed).series[0]!) };

test('layers as a network and back are the same layers', t => {
  t.deepEqual(layersOfNetwork(network, 'here'), layers);
  const others = layers.map(layer => ({
    ...layer,
    weights: { ...layer.weights, data: layer.weights.data.map(w => 2 * w) },
  }));
  t.deepEqual(layersOfNetwork(withLayers(network, others), 'here'), others);
});

test('the network yields what the layers yield', t => {
  const { inputs } = labelledSteps(set, 'every-step');
  const found = runGraph(lower(network), set, referenceEngine()).scores;
  const expected = layerOutputs(layers, inputs).at(-1)!;
  // One is series by series, the other step by step.
  const reordered = Float64Array.from(found.data, (_, at) => {
    const [row, c] = [Math.floor(at / 2), at % 2];
    const [s, t] = [Math.floor(row / 30), row % 30];
    return expected.data[(t * 3 + s) * 2 + c]!;
  });
  t.true(apart(found.data, reordered) < 1e-12);
});

test('labels are those of steps or of series, as the scores say', t => {
  t.is(lossOver(network, 'here'), 'every-step');
  const steps = labelledSteps(set, 'every-step').labels;
  t.deepEqual([...steps.slice(0, 6)], [0, 0, 0, 1, 1, 1]);
  t.deepEqual([...labelledSteps(set, 'mean').labels], [0, 0, 0]);
  const bare = { ...set, series: set.series.map(({ labels: _, ...one }) => one) };
  t.throws(() => labelledSteps(bare, 'every-step'), {
    message: 'spike trains: series 1: has no label for each time step; expected an array of series × steps',
  });
});
