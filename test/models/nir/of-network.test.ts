import test from 'ava';
import { InputError } from '../../../edge/error.js';
import type { Network } from '../../../models/network.js';
import { networkToJson, parseNetwork } from '../../../models/network-file.js';
import { checkNir } from '../../../models/nir/check.js';
import type { NirGraph } from '../../../models/nir/graph.js';
import { type NirOptions, networkOfNir } from '../../../models/nir/network.js';
import { nirOfNetwork } from '../../../models/nir/of-network.js';
import { parseNir, readNir } from '../../../models/nir/read.js';
import { formatNir } from '../../../models/nir/write.js';
import { esn, mfEsn } from '../../compiler/builders.js';
import { tinyMars, tinyWindowCoder } from '../builders.js';
import { graph, input, lif, output, published } from './builders.js';

/** A network from its file's object, so that the checks of files have seen it. */
const network = (channels: number, ...layers: readonly object[]): Network =>
  parseNetwork(
    {
      ...{ format: 'ohmweave-network', version: 1, name: 'net', input: { channels, normalize: 'none' } },
      layers: layers.map((layer, i) => ({ name: `layer${i}`, ...layer })),
    },
    'net.json',
  );

const back = async (of: Network, options: NirOptions = {}): Promise<Network> => {
  const { name, calibration } = of;
  const read = await parseNir(await formatNir(nirOfNetwork(of)), 'back.nir');
  checkNir(read, 'back.nir');
  const { network: found, notes } = networkOfNir(read, { name, ...options });
  if (notes.length > 0) throw new Error(notes.join());
  return calibration ? { ...found, calibration } : found;
};

const lifNeuron = { model: 'lif', timeStep: 1e-4, discretisation: 'euler', timeConstant: 0.01, resistance: 2, rest: 0.1, threshold: 1, reset: 'to-value', resetValue: -0.5 }; // biome-ignore format: one thing
const cubaNeuron = { ...lifNeuron, model: 'cuba-lif', synapseTimeConstant: 0.005, inputWeight: 3, current: 'new' };
const resonator = { timeStep: 0.01, frequency: [5, 10], damping: 0.1, threshold: 1 };
const square = [[1, 2], [3, 4]]; // biome-ignore format: a matrix
const maps = { channels: 1, rows: 4, columns: 5 };
const window = { size: [2, 3], stride: [1, 1], padding: [0, 1], dilation: [1, 1] };

const networks: readonly (readonly [string, Network])[] = [
  ['linear and LIF neurons with recurrent weights',
    network(3, { type: 'linear', weights: [[1, 2, 3], [4, 5, 6]], bias: [0.5, -0.5] }, { type: 'neurons', neuron: lifNeuron, recurrent: square })],
  ['neurons with currents', network(2, { type: 'neurons', neuron: cubaNeuron })],
  ['values of neurons', network(2,
    { type: 'neurons', neuron: { model: 'integrator', timeStep: 1e-4, resistance: 1 } },
    { type: 'neurons', neuron: { model: 'if', timeStep: 1e-4, resistance: 1, threshold: 2, reset: 'to-value', resetValue: 0 } },
    { type: 'neurons', neuron: { ...without(lifNeuron, 'threshold', 'reset', 'resetValue'), model: 'li' } },
    { type: 'neurons', neuron: { ...without(cubaNeuron, 'threshold', 'reset', 'resetValue'), model: 'cuba-li' } })],
  ['a branch', network(2,
    { type: 'linear', name: 'a', weights: square },
    { type: 'scale', name: 'b', factors: [2, 3], from: ['input'] },
    { type: 'threshold', levels: 0.5, from: ['a', 'b'] },
    { type: 'neurons', neuron: lifNeuron },
    { type: 'delay', steps: [0, 3] })],
  ['maps', network(20,
    { type: 'convolution-2d', maps, window, groups: 1, weights: [[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]], bias: [0.1, 0.2] },
    { type: 'neurons', neuron: lifNeuron },
    { type: 'pool-2d', kind: 'mean', maps: { channels: 2, rows: 3, columns: 5 }, window: { ...window, padding: [0, 0] } },
    { type: 'linear', weights: [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]] })],
  ...['rf', 'izhikevich-rf'].map(model => [model, network(2, { type: 'neurons', neuron: { model, ...resonator } })] as const),
  ...['brf', 'hrf'].map(model => [model, network(2, { type: 'neurons', recurrent: square, neuron: { model, ...resonator, refractoryDecay: 0.9 } })] as const),
  ['alif', network(2, { type: 'neurons', neuron: { model: 'alif', timeStep: 1, timeConstant: 20, adaptationTimeConstant: 50, baseline: 0.01, strength: 1.8 } })],
  ['gamma', network(2, { type: 'neurons', neuron: { model: 'gamma', timeStep: 1, timeConstant: 50, threshold: 0.1 } })],
  ['sigma-delta', network(2, { type: 'neurons', neuron: { model: 'sigma-delta', threshold: 0.1, bias: 0 } }, { type: 'scores', of: 'last', classes: ['x', 'y'] })],
  ['MARS', tinyMars()],
  ['a sparse coder over windows', tinyWindowCoder()],
  ['what stands between layers', network(4, { type: 'convolution-2d', maps: { channels: 1, rows: 2, columns: 2 }, window: { size: [1, 1] }, weights: [[1]], bias: [0] },
    { type: 'activation', function: 'relu', slope: 0.1 }, { type: 'layer-norm', gains: [1, 2], offsets: [0, 1], epsilon: 1e-5 },
    { type: 'pool-2d', kind: 'sum', maps: { channels: 1, rows: 2, columns: 2 }, window: { size: [1, 2] } })],
  ['a minimal convolutional cell', network(2, { type: 'min-conv-gru', maps: { channels: 1, rows: 1, columns: 2 }, kernel: [1, 3], edges: ['zero', 'circular'], weights: [[1, 2, 3], [4, 5, 6]] })],
  ['an echo state network', esn({ channels: 2, units: 4 })],
  ['a memristive one', mfEsn({ channels: 2, units: 4 })],
]; // biome-ignore format: a table

function without(record: object, ...keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

for (const [what, one] of networks)
  test(`comes back from a NIR file: ${what}`, async t => {
    t.deepEqual(networkToJson(await back(one)), networkToJson(one));
  });

test('published graphs come back from the networks that they make', async t => {
  const folder = published(t, '.');
  if (folder === undefined) return;
  for (const [file, options] of [
    ['02_cnn/cnn_sinabs', { timeStep: 1 }],
    ['03_rnn/braille_noDelay_bias_zero', {}],
    ['01_lif/debug_spike_representation/two_lif_neurons', { discretisation: 'exact' }],
  ] as const) {
    const { network: made } = networkOfNir(await readNir(`${folder}/${file}.nir`), options);
    t.deepEqual(networkToJson(await back(made, options)), networkToJson(made));
  }
});

test('what NIR leaves open stands beside the neurons', t => {
  const made = networkOfNir(graph({ in: input(2), n: lif(2), out: output(2) }, 'in n', 'n out'), { reset: 'subtract' });
  const { metadata } = nirOfNetwork(made.network).nodes.get('n')!;
  t.deepEqual([...metadata!.keys()], ['time_step', 'discretisation', 'reset']);
  t.like(metadata!.get('reset'), { texts: ['subtract'] });
});

test('names of ours, and only these, are nodes of our own', t => {
  const types = (of: NirGraph): string[] => [...of.nodes.values()].map(({ type }) => type);
  const brf = { model: 'brf', ...resonator, refractoryDecay: 0.9 };
  t.deepEqual(types(nirOfNetwork(network(2, { type: 'linear', weights: square }, { type: 'neurons', neuron: brf }))), [
    ...['Input', 'Linear', 'ohmweave:brf', 'Output'],
  ]);
});

const first = { type: 'linear', name: 'a', weights: square };
const pair = { channels: 1, rows: 1, columns: 2 };
const refused: readonly (readonly [string, Network, string])[] = [
  ['normalised series', { ...tinyMars(), input: { channels: 1, normalize: 'series' } },
    'tiny: input.normalize: found "series"; expected "none": NIR has no node for it'],
  ['a layer added twice', network(2, first, { type: 'threshold', name: 'b', levels: 0, from: ['a', 'a'] }),
    'net: b.from: found a, a; expected each once, as an edge of NIR is'],
  ['maps of a vector',
    network(2, first, { type: 'pool-2d', name: 'p', kind: 'sum', maps: { channels: 1, rows: 1, columns: 2 }, window: { size: [1, 2] } }),
    'net: p: found values of the shape (2); expected maps: NIR has no node that makes them'],
  ['uneven padding', network(2, { type: 'pool-2d', kind: 'sum', maps: pair, window: { size: [1, 2], after: [0, 1] } }),
    'net: layer0.window.after: found 0 and 1; expected none: padding of NIR is even'],
  ['circular edges', network(2, { type: 'convolution-2d', maps: pair, weights: [[1, 2]], window: { size: [1, 2], edges: ['zero', 'circular'] } }),
    'net: layer0.window.edges: found zero and circular; expected none: padding of NIR is zeros'],
  ['the largest of windows', network(2, { type: 'pool-2d', kind: 'max', maps: pair, window: { size: [1, 2] } }),
    'net: layer0.kind: found "max"; expected "sum" or "mean", as pools of NIR are'],
  ['offsets of a scale', network(2, { type: 'scale', factors: 1, offsets: 1 }),
    'net: layer0.offsets: found some; expected none: a Scale of NIR has none'],
  ['a delay without a unit', network(2, { type: 'delay', name: 'd', steps: [1, 2] }),
    'net: d: found no neurons with a time step; expected one, for its unit'],
]; // biome-ignore format: a table

for (const [what, wrong, message] of refused)
  test(`refuses ${what}`, t => {
    t.is(t.throws(() => nirOfNetwork(wrong), { instanceOf: InputError }).message, message);
  });

// An extension's parameters are checked as those of a network file are.
test('refuses resonators that swing too fast, from a node of our own', t => {
  const layer = network(2, { type: 'neurons', neuron: { model: 'rf', ...resonator } });
  const made = nirOfNetwork(layer);
  const node = made.nodes.get('layer0')!;
  if (!('parameters' in node)) return t.fail();
  const fast = { stored: 'f8', shape: [2], data: Float64Array.of(5, 101) } as const;
  const nodes = new Map(made.nodes).set('layer0', {
    ...node,
    parameters: new Map(node.parameters).set('frequency', fast),
  });
  t.throws(() => networkOfNir({ ...made, nodes }, {}, 'x.nir'), {
    message: /x\.nir: layers\[0\]\.neuron: frequency\[1\]: found 101/,
  });
});
