import test from 'ava';
import { type GraphEngine, referenceEngine, runGraph } from '../../models/execute.js';
import { lower } from '../../models/lower.js';
import type { Network } from '../../models/network.js';
import { networkOutput, referenceFeatures, referenceScores } from '../../models/reference.js';
import { concatenate } from '../../numeric/matrix.js';
import { apart, esn, mars, marsTc, mfEsn, randomSeries } from '../compiler/builders.js';
import { spikeTrains, tinyMaps, tinyMars, tinySpiking, univariate } from './builders.js';

const run = (network: Network, set: Parameters<typeof runGraph>[1]) => runGraph(lower(network), set, referenceEngine());

// The executor works node by node over many series, models/reference.ts series by series over the layers. Sums of products
// of order 1 may round differently, and the recurrence does not amplify that.
for (const integrator of ['exact', 'euler'] as const) {
  test(`the executor gives what the layers' equations give (${integrator})`, t => {
    for (const channels of [1, 3])
      for (const blocks of [1, 3]) {
        const network = mars({ channels, blocks, units: 7 }, integrator);
        const set = randomSeries([20, 1, 7, 33, 2], channels);
        const { features, scores } = run(network, set);
        t.true(apart(features.data, referenceFeatures(network, set).data) < 1e-12);
        t.true(apart(scores.data, referenceScores(network, set).data) < 1e-12);
        t.deepEqual([features.rows, features.cols, scores.rows, scores.cols], [5, 7, 5, 3]);
      }
  });
}

for (const feature of ['last', 'mean', 'both'] as const) {
  test(`loops, convolutions and features "${feature}" are what the layers' equations give`, t => {
    const set = randomSeries([20, 1, 7, 33, 2], 2);
    const size = { channels: 2, units: 7, feature };
    for (const network of [esn(size), mfEsn(size), mfEsn(size, 'euler'), marsTc({ channels: 2, units: 7 })]) {
      const { features, scores } = run(network, set);
      t.true(apart(features.data, referenceFeatures(network, set).data) < 1e-12, network.name);
      t.true(apart(scores.data, referenceScores(network, set).data) < 1e-12, network.name);
    }
  });
}

test('reads of a loop are counted through, too', t => {
  const reads: (readonly [number, number])[] = [];
  const reference = referenceEngine();
  const counting: GraphEngine = {
    ...reference,
    mvm(node, x, count, first) {
      if (node.name === 'reservoir_recurrent') reads.push([first, first + count]);
      return reference.mvm(node, x, count, first);
    },
  };
  runGraph(lower(esn({ units: 3 })), randomSeries([3000, 1000, 5000, 90]), counting, { firstStep: 700 });
  t.is(reads[0]![0], 700);
  t.is(reads.at(-1)![1], 700 + 9090);
  t.true(reads.slice(1).every(([from], k) => from === reads[k]![1]));
});

test('neurons, in loops and outside, yield at every step what their equations give', t => {
  const network = tinySpiking();
  const set = spikeTrains(5, 3, 30);
  const { scores } = run(network, set);
  const expected = concatenate(set.series.map(one => networkOutput(network, one).data));
  t.deepEqual([scores.rows, scores.cols], [160, 2]);
  t.true(apart(scores.data, expected) < 1e-12);
  const fired = set.series.flatMap(one => [
    ...networkOutput({ ...network, layers: network.layers.slice(0, 2) }, one).data,
  ]);
  t.true(fired.some(z => z === 1) && fired.some(z => z === 0) && fired.every(z => z === 0 || z === 1));
});

test('maps, sums of layers, pools and delays are what the equations give', t => {
  const network = tinyMaps();
  const set = randomSeries([12, 1, 5], 40, 2);
  const { scores } = run(network, set);
  const expected = concatenate(
    set.series.map(one => {
      const { rows, cols, data } = networkOutput(network, one);
      return Float64Array.from(
        { length: cols },
        (_, i) => data.filter((_, k) => k % cols === i).reduce((a, b) => a + b) / rows,
      );
    }),
  );
  t.true(apart(scores.data, expected) < 1e-12);
  t.true(expected.some(value => value !== 0));
});

test('where spikes are said to come in, nothing else may', t => {
  const set = spikeTrains(2, 3, 4);
  set.series[1]!.values[7] = 0.5;
  t.throws(() => run(tinySpiking(), set), {
    message:
      'spike trains: series 2: found 0.5 in channel 2 at time step 3; expected spikes, 0 or 1, as the network says',
  });
});

test('inputs normalised by series are normalised by the executor, too', t => {
  const network: Network = { ...mars({ channels: 2 }), input: { channels: 2, normalize: 'series' } };
  const set = randomSeries([12, 30], 2);
  t.true(apart(run(network, set).scores.data, referenceScores(network, set).data) < 1e-12);
});

test('more steps than are held at once give what each series gives alone', t => {
  const network = mars({ units: 3, blocks: 1 });
  const set = randomSeries([1500, 1500, 1500, 5000, 1, 900]);
  const whole = run(network, set);
  set.series.forEach((one, k) => {
    const alone = run(network, { ...set, series: [one] });
    t.true(apart(alone.features.data, whole.features.data.subarray(3 * k, 3 * k + 3)) < 1e-12);
  });
});

test('reads of a node are counted through, over all chunks of a run and on from an earlier one', t => {
  const reads: { readonly name: string; readonly from: number; readonly to: number }[] = [];
  const reference = referenceEngine();
  const counting: GraphEngine = {
    ...reference,
    mvm(node, x, count, first) {
      reads.push({ name: node.name, from: first, to: first + count });
      return reference.mvm(node, x, count, first);
    },
  };
  const graph = lower(tinyMars());
  const lengths = [3000, 1000, 5000, 90];
  runGraph(graph, randomSeries(lengths), counting, { firstSeries: 10, firstStep: 700 });
  for (const [name, first, count] of [
    ['encoder', 700, 9090],
    ['block1', 700, 9090],
    ['readout', 10, 4],
  ] as const) {
    const own = reads.filter(read => read.name === name);
    t.true(own.length > 1);
    t.deepEqual(
      own.map(read => read.from),
      [first, ...own.map(read => read.to)].slice(0, -1),
    );
    t.is(own.at(-1)!.to, first + count);
  }
});

test('an observer sees the inputs of every product', t => {
  const seen = new Map<string, Float64Array>();
  const network = tinyMars();
  const set = univariate('', ['', 0.5, -2], ['', 1]);
  const { features } = runGraph(lower(network), set, referenceEngine(), {
    observe: (node, x) => seen.set(node.name, x),
  });
  t.deepEqual([...seen.keys()], ['encoder', 'block1', 'readout']);
  t.deepEqual(seen.get('encoder'), Float64Array.of(0.5, -2, 1));
  t.deepEqual(seen.get('block1'), Float64Array.of(1, -0.25, -4, 2.25, 2, -0.75)); // 2x and 0.25 − x
  t.deepEqual(seen.get('readout'), features.data);
});

test('an empty set has no rows', t => {
  t.is(run(tinyMars(), univariate('')).scores.rows, 0);
});

test('wrong channels and gaps are refused as the reference refuses them', t => {
  t.throws(() => run(tinyMars(), { ...univariate('', ['', 1, 2]), channels: 2 }), {
    name: 'InputError',
    message: 'test set: found 2 channels; expected 1, as the network',
  });
  t.throws(() => run(tinyMars(), univariate('', ['', 1], ['', 1, Number.NaN])), {
    name: 'InputError',
    message: /^test set: series 2: the value of channel 1 at time step 2 is missing; expected no gaps/,
  });
});

test('a series without steps is refused', t => {
  const message = 'test set: series 2: found no time steps; expected at least one';
  t.throws(() => run(tinyMars(), univariate('', ['', 1], [''])), { name: 'InputError', message });
  t.throws(() => referenceFeatures(tinyMars(), univariate('', ['', 1], [''])), { name: 'InputError', message });
});
