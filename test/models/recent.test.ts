import test from 'ava';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { horizons } from '../../models/horizon.js';
import { lower } from '../../models/lower.js';
import type { Layer, Network } from '../../models/network.js';
import { recentSteps } from '../../models/recent.js';
import { fromRows } from '../../numeric/matrix.js';
import { apart, mars, noise, noiseRows, randomSeries } from '../compiler/builders.js';
import { univariate } from './builders.js';

const blocksOf = (network: Network) => network.layers.filter(layer => layer.type === 'mars-block');
const at = (network: Network, index: number, ...layers: readonly Layer[]): Network => {
  return { ...network, layers: [...network.layers.slice(0, index), ...layers, ...network.layers.slice(index)] };
};
const convolution: Layer = {
  ...{ type: 'convolution', name: 'convolution', taps: 4 },
  weights: fromRows(noiseRows('convolution', 1, 4)),
  bias: noise('convolution bias', 1),
};
const linear: Layer = { type: 'linear', name: 'linear', weights: fromRows(noiseRows('linear', 5, 5)) };

test('the last steps of a series give the scores of all of it', t => {
  const network = mars({ blocks: 2 });
  for (const graph of [lower(network), lower(at(network, 0, convolution)), lower(at(network, 1, linear))]) {
    const set = randomSeries([4000, 30, 9000]);
    const recent = recentSteps(graph, set);
    t.true(recent.set.series[2]!.length < 4000);
    t.is(recent.set.series[1]!.length, 30);
    const [whole, cut] = [
      runGraph(graph, set, referenceEngine()),
      runGraph(recent.graph, recent.set, referenceEngine()),
    ];
    t.true(apart(cut.features.data, whole.features.data) < 1e-12);
  }
});

test('as many steps as the blocks remember, and what a convolution before them sees', t => {
  const network = mars({ blocks: 2 });
  const set = randomSeries([5000]);
  const [needed] = horizons(blocksOf(network), 1e-6)!;
  const length = (one: Network): number => recentSteps(lower(one), set, 1e-6).set.series[0]!.length;
  t.is(length(network), needed!);
  t.is(length(at(network, 0, convolution)), needed! + 3);
});

test('inputs are normalised over the whole series', t => {
  const network: Network = { ...mars({ blocks: 1 }), input: { channels: 1, normalize: 'series' } };
  const set = univariate('', ['', ...Array.from({ length: 3000 }, (_, k) => Math.sin(k) + k / 300)]);
  const recent = recentSteps(lower(network), set);
  t.true(recent.set.series[0]!.length < 3000);
  const [whole, cut] = [
    runGraph(lower(network), set, referenceEngine()),
    runGraph(recent.graph, recent.set, referenceEngine()),
  ];
  t.true(apart(cut.scores.data, whole.scores.data) < 1e-12);
});

test('nothing is cut where all steps count, or layers stand in another order', t => {
  const network = mars({ blocks: 1 });
  const set = randomSeries([5000]);
  const loop: Layer = {
    ...{ type: 'esn', name: 'esn', leak: 0.3, bias: noise('esn', 5) },
    weights: fromRows(noiseRows('in', 5, 5)),
    recurrent: fromRows(noiseRows('back', 5, 5, 0.2)),
  };
  const readout = network.layers.at(-1)!;
  const mean: Network = {
    ...network,
    layers: network.layers.map(layer =>
      layer === readout && layer.type === 'readout' ? { ...layer, feature: 'mean' } : layer,
    ),
  };
  for (const other of [mean, at(network, 1, loop), at(network, 2, linear)]) {
    const graph = lower(other);
    const recent = recentSteps(graph, set);
    t.is(recent.graph, graph);
    t.is(recent.set, set);
  }
  const graph = lower(network);
  t.is(recentSteps(graph, set, 0).set, set);
  t.is(recentSteps(graph, randomSeries([5000], 2)).graph, graph);
});

test('a gap is refused even where it would be cut away', t => {
  const values = new Float64Array(5000).fill(0.5);
  values[3] = Number.NaN;
  const set = { ...univariate('', ['', ...values]) };
  t.throws(() => recentSteps(lower(mars()), set), { message: /^test set: series 1: .* at time step 4 is missing/ });
});
