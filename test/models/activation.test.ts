import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { InputError } from '../../edge/error.js';
import { activated } from '../../models/activation.js';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { lower } from '../../models/lower.js';
import type { Network } from '../../models/network.js';
import { networkToJson, parseNetwork } from '../../models/network-file.js';
import { networkOutput } from '../../models/reference.js';
import { hardware } from '../compiler/builders.js';

const x = Float64Array.of(-2, 0, 0.5, 3);

test('functions are what they are called', t => {
  t.deepEqual([...activated({ function: 'relu' }, x, 4)], [0, 0, 0.5, 3]);
  t.deepEqual([...activated({ function: 'relu', slope: 0.25 }, x, 4)], [-0.5, 0, 0.5, 3]);
  t.deepEqual([...activated({ function: 'tanh' }, x, 4)], [...x].map(Math.tanh));
  // NumPy 1.24: 1/(1 + exp(−x)), and e^(x − max)/Σ of the first two and of the last two.
  const expit = [0.11920292202211755, 0.5, 0.6224593312018546, 0.9525741268224334];
  const shares = [0.11920292202211755, 0.8807970779778825, 0.07585818002124356, 0.9241418199787566];
  const near = (found: Float64Array, wanted: readonly number[]): boolean =>
    found.every((value, k) => Math.abs(value - wanted[k]!) < 4e-16);
  t.true(near(activated({ function: 'sigmoid' }, x, 4), expit));
  t.true(near(activated({ function: 'softmax' }, x, 2), shares));
  t.deepEqual([...activated({ function: 'softmax' }, Float64Array.of(1e4, 1e4), 2)], [0.5, 0.5]);
});

const layered = (...layers: readonly object[]): Network => {
  const named = layers.map((layer, k) => ({ name: `l${k}`, ...layer }));
  const input = { channels: 4, normalize: 'none' };
  return parseNetwork({ format: 'ohmweave-network', version: 1, name: 'net', input, layers: named }, 'net.json');
};
const set = {
  ...{ name: 'two steps', channels: 4, classes: [] },
  series: [{ values: Float64Array.of(-2, 0, 0.5, 3, 1, 2, 4, 8), length: 2, label: -1 }],
};

const norm = { type: 'layer-norm', gains: [1, 2], offsets: [0, 1], epsilon: 1e-5 };
const half = { type: 'scale', factors: 0.5, offsets: [0, 1, 0, 0] };

test('layers of them, of offsets and of groups compute the same in a graph, and come back from a file', t => {
  const network = layered(half, { type: 'activation', function: 'tanh' }, norm, {
    type: 'activation',
    function: 'relu',
    slope: 0.1,
  });
  const { scores } = runGraph(lower(network), set, referenceEngine());
  const reference = networkOutput(network, set.series[0]!);
  t.deepEqual(scores.data, reference.data);
  t.deepEqual(networkToJson(parseNetwork(networkToJson(network), 'net.json')), networkToJson(network));
});

// Of a pair (a, b) the mean is their middle and the deviation half their distance.
test('groups have the mean 0 and the deviation 1 before gain and offset', t => {
  const found = networkOutput(layered(norm), set.series[0]!).data;
  const of = (a: number, b: number): number[] => {
    const share = (b - a) / 2 / Math.sqrt(((b - a) / 2) ** 2 + 1e-5);
    return [-share, 1 + 2 * share];
  };
  const wanted = [...of(-2, 0), ...of(0.5, 3), ...of(1, 2), ...of(4, 8)];
  t.true(found.every((value, k) => Math.abs(value - wanted[k]!) < 1e-14));
});

test('the largest of a window: in the graph as by the equations, padding apart', t => {
  const window = { size: [2, 2], padding: [1, 1], after: [0, 1] };
  const network = layered({ type: 'pool-2d', kind: 'max', maps: { channels: 1, rows: 2, columns: 2 }, window });
  const { scores } = runGraph(lower(network), set, referenceEngine());
  t.deepEqual([...scores.data.subarray(0, 6)], [-2, 0, 0, 0.5, 3, 3]);
  t.deepEqual(scores.data, networkOutput(network, set.series[0]!).data);
});

test('what stands behind a product counts as its digital work', t => {
  const linear = { type: 'linear', weights: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] }; // biome-ignore format: a matrix
  const work = (...layers: readonly object[]): number => {
    const { program } = compile(layered(linear, ...layers), hardware(), { seed: 1, calibration: set });
    return program.schedule.stages[0]!.digitalOperations;
  };
  const none = work();
  t.is(work({ type: 'activation', function: 'relu' }) - none, 4);
  t.is(work({ type: 'activation', function: 'relu', slope: 0.1 }) - none, 8);
  t.is(work({ type: 'activation', function: 'softmax' }) - none, 20);
  t.is(work(norm) - none, 28);
  t.is(work(half) - none, 8);
  const window = { size: [1, 3], padding: [0, 1] };
  const pool = { type: 'pool-2d', kind: 'max', maps: { channels: 1, rows: 1, columns: 4 }, window };
  t.is(work(pool) - none, 4 * 2);
});

for (const [what, layer, message] of [
  ['a slope of another function', { type: 'activation', function: 'tanh', slope: 1 }, 'net.json: layers[0].slope: found 1; expected it with "relu" only'],
  ['another function', { type: 'activation', function: 'gelu' }, 'net.json: layers[0].function: found "gelu"; expected "relu", "sigmoid", "tanh", "softmax"'],
  ['groups that do not divide', { ...norm, gains: [1, 2, 3], offsets: [0, 0, 0] }, 'net.json: layers[0].gains: found 3 numbers; expected a divisor of 4 (the input has 4 channels)'],
  ['offsets of another length', { ...norm, offsets: [0] }, 'net.json: layers[0].offsets: found 1 numbers; expected 2, as gains'],
  ['a largest of padding alone', { type: 'pool-2d', kind: 'max', maps: { channels: 1, rows: 1, columns: 4 }, window: { size: [1, 1], padding: [1, 0] } }, 'net.json: layers[0].window: found a window with nothing but padding in it; expected a value in each, to be the largest'],
] as const) // biome-ignore format: a table
  test(`refuses ${what}`, t => {
    t.is(t.throws(() => layered(layer), { instanceOf: InputError }).message, message);
  });
