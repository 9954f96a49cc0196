import test from 'ava';
import { StackThreads } from '../../kernels/stack-threads.js';
import { networkFeatures, networkScores } from '../../models/features.js';
import { horizons } from '../../models/horizon.js';
import type { Layer, Network } from '../../models/network.js';
import { referenceFeatures, referenceScores } from '../../models/reference.js';
import type { Series, SeriesSet } from '../../models/series.js';
import { fromRows } from '../../numeric/matrix.js';
import { apart, mars, noiseRows, randomSeries } from '../compiler/builders.js';
import { randomSteps, tinyMars, tinyWindowCoder, univariate } from './builders.js';

type Integrator = 'exact' | 'euler';

function withStep(network: Network, step: number): Network {
  const layers = network.layers.map(layer =>
    layer.type === 'mars-block' ? { ...layer, memristor: { ...layer.memristor, step } } : layer,
  );
  return { ...network, layers };
}

// Sums may round in another order, and W E is rounded once more; the recurrence does not amplify that.
for (const integrator of ['exact', 'euler'] as const)
  test(`gives what the layers' equations give (${integrator})`, async t => {
    const threads = await StackThreads.open(1);
    try {
      for (const [channels, blocks] of [
        [1, 1],
        [3, 3],
      ] as const) {
        const network = mars({ channels, blocks, units: 7 }, integrator);
        const set = randomSeries([20, 1, 7, 3000, 2], channels);
        const right = referenceFeatures(network, set);
        for (const options of [{}, { tolerance: 0 }]) {
          const { rows, cols, data } = networkFeatures(network, set, options);
          t.deepEqual([rows, cols], [5, 7]);
          t.true(apart(data, right.data) < 1e-12);
        }
        for (const feature of ['mean', 'both'] as const) {
          const all = referenceFeatures(network, set, undefined, feature);
          const { cols, data } = networkFeatures(network, set, { feature });
          t.is(cols, all.cols);
          t.true(apart(data, all.data) < 1e-12);
        }
      }
    } finally {
      await threads.close();
    }
  });

/** Before the horizon as different as can be, after it held still, so that nothing new helps a state to forget. */
function adversarial(length: number, kept: number, before: number): Series {
  const values = Float64Array.from({ length }, (_, k) => (k < length - kept ? before : -0.2));
  return { values, length, label: -1 };
}

for (const integrator of ['exact', 'euler'] as const)
  test(`steps beyond the horizon change nothing by more than the tolerance (${integrator})`, t => {
    for (const [step, tolerance] of [
      [0.03, 1e-6],
      [0.1, 1e-12],
      [0.19, 1e-9],
    ] as const) {
      const network = withStep(mars({ blocks: 3, units: 5 }, integrator), step);
      const [kept] = horizons(
        network.layers.filter(layer => layer.type === 'mars-block'),
        tolerance,
      )!;
      const random = randomSeries([kept! + 3000, kept! + 1]);
      const set: SeriesSet = {
        ...random,
        series: [...random.series, ...[-9, 0, 9].map(before => adversarial(kept! + 2000, kept! - 1, before))],
      };
      const whole = networkFeatures(network, set, { tolerance: 0 });
      const late = networkFeatures(network, set, { tolerance });
      t.true(apart(late.data, whole.data) <= tolerance, `${step}: ${apart(late.data, whole.data)}`);
      t.notDeepEqual(late.data, networkFeatures(network, set, { tolerance: 1e-2 }).data);
    }
  });

test('Euler steps that need not forget are all computed', t => {
  const network = withStep(mars({ blocks: 2, units: 4 }, 'euler'), 0.22);
  const set = randomSeries([4000]);
  t.deepEqual(networkFeatures(network, set), networkFeatures(network, set, { tolerance: 0 }));
});

test('a series is normalised before it is cut', t => {
  const network: Network = {
    ...withStep(mars({ units: 4, blocks: 1 }), 0.5),
    input: { channels: 1, normalize: 'series' },
  };
  const drift = Array.from({ length: 900 }, (_, k) => Math.sin(k) + 0.01 * k);
  const set = univariate('', ['', ...drift]);
  t.true(
    horizons(
      network.layers.filter(layer => layer.type === 'mars-block'),
      1e-12,
    )![0]! < 900,
  );
  t.true(apart(networkFeatures(network, set).data, referenceFeatures(network, set).data) < 1e-12);
});

test('a convolution before the encoder sees what is before the horizon', t => {
  const body = withStep(mars({ units: 4, blocks: 2 }), 0.5);
  const convolution: Layer = {
    ...{ type: 'convolution', name: 'convolution', taps: 6 },
    weights: fromRows(noiseRows('convolution', 1, 6)),
    bias: Float64Array.of(0.3),
  };
  const network: Network = { ...body, layers: [convolution, ...body.layers] };
  const set = randomSeries([900, 4, 1]);
  t.true(
    horizons(
      body.layers.filter(layer => layer.type === 'mars-block'),
      1e-12,
    )![0]! < 900,
  );
  t.true(apart(networkFeatures(network, set).data, referenceFeatures(network, set).data) < 1e-12);
});

test('the features of a coder with windows are its codes at all positions', t => {
  const network = tinyWindowCoder();
  const features = networkFeatures(network, randomSteps(3, 30));
  t.is(features.cols, 12 * 4);
  // The same sums in another order of their parts.
  t.true(apart(features.data, referenceFeatures(network, randomSteps(3, 30)).data) < 1e-13);
});

test('scores are the readout of the features that it names', t => {
  const network = mars({ units: 4, classes: 2 });
  const readout = network.layers.at(-1)!;
  if (readout.type !== 'readout') return t.fail();
  const wide = { ...readout, feature: 'both' as const, weights: fromRows(noiseRows('wide', 2, 8)) };
  const both: Network = { ...network, layers: [...network.layers.slice(0, -1), wide] };
  const set = randomSeries([20, 300]);
  for (const one of [network, both])
    t.true(apart(networkScores(one, set).data, referenceScores(one, set).data) < 1e-12);
});

test('scores without weights are what the layer before yields at the last step, and so is a network without classes', t => {
  const [encoder, block] = tinyMars().layers;
  const body: Network = { ...tinyMars(), layers: [encoder!, block!] };
  const classes = ['a', 'b'];
  const scored: Network = {
    ...body,
    layers: [...body.layers, { type: 'scores', name: 'scores', of: 'last', classes }],
  };
  const set = randomSeries([30, 4]);
  const last = referenceFeatures(body, set);
  t.true(apart(networkScores(scored, set).data, last.data) < 1e-13);
  const all = networkScores(body, set);
  t.deepEqual([all.rows, all.cols], [34, 2]);
  t.true(apart(all.data.subarray(33 * 2), last.data.subarray(2)) < 1e-13);
});

test('linear layers one after the other, with and without bias, and none at all', t => {
  const [encoder, block] = tinyMars().layers;
  const again = { ...tinyMars().layers[0]!, name: 'again' };
  if (encoder?.type !== 'linear' || block?.type !== 'mars-block' || again.type !== 'linear') return t.fail();
  const two: Network = { ...tinyMars(), layers: [encoder, { ...again, weights: block.weights }, block] };
  const set = randomSeries([30, 4]);
  t.true(apart(networkFeatures(two, set).data, referenceFeatures(two, set).data) < 1e-13);
  const bare: Network = { ...tinyMars(), input: { channels: 2, normalize: 'none' }, layers: [block, block] };
  const pairs = randomSeries([30, 4], 2);
  t.true(apart(networkFeatures(bare, pairs).data, referenceFeatures(bare, pairs).data) < 1e-13);
  const after: Network = { ...tinyMars(), layers: [encoder, block, { ...again, weights: block.weights }] };
  t.deepEqual(networkFeatures(after, set), referenceFeatures(after, set));
});

// The bound of docs/fading-memory.md: u₂₄ of u and sums of at most 8 products of numbers below 4, times what the blocks
// make of an error.
test('float32 is off by little more than its own rounding', t => {
  for (const integrator of ['exact', 'euler'] satisfies Integrator[]) {
    const network = mars({ units: 40, blocks: 3 }, integrator);
    const set = randomSeries([300, 50, 2000]);
    const error = apart(networkFeatures(network, set, { type: 'float32' }).data, networkFeatures(network, set).data);
    t.true(error > 0 && error < 2e-6, `${error}`);
  }
});

test('tells how many series are done, and an empty set has no rows', t => {
  const heard: number[] = [];
  const network = mars({ units: 100, blocks: 3 });
  const set = randomSeries(new Array<number>(300).fill(400));
  networkFeatures(network, set, { progress: (done, of) => heard.push(done / of) });
  t.true(heard.length > 1);
  t.deepEqual(heard, [...heard].sort());
  t.is(heard.at(-1), 1);
  t.is(networkFeatures(tinyMars(), univariate('')).rows, 0);
});

test('wrong channels and gaps are refused as the reference refuses them', t => {
  t.throws(() => networkFeatures(tinyMars(), { ...univariate('', ['', 1, 2]), channels: 2 }), {
    name: 'InputError',
    message: 'test set: found 2 channels; expected 1, as the network',
  });
  t.throws(() => networkFeatures(tinyMars(), univariate('', ['', 1], ['', 1, Number.NaN])), {
    name: 'InputError',
    message: /^test set: series 2: the value of channel 1 at time step 2 is missing; expected no gaps/,
  });
});
