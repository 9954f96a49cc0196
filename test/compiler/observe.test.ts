import test from 'ava';
import { activationsOf, observe } from '../../compiler/observe.js';
import { lower } from '../../models/lower.js';
import { referenceFeatures } from '../../models/reference.js';
import { randomSteps, tinyCoder, tinyMars, univariate } from '../models/builders.js';
import { hardware, met, randomSeries } from './builders.js';

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-15;

test('the range of a product is its largest input, whatever the sign', t => {
  const { centre, fullScale, sample } = met([
    [0.5, -3],
    [1, 2],
  ]);
  t.is(fullScale, 3);
  t.deepEqual(centre, Float64Array.of(0, 0));
  t.deepEqual(sample, { rows: 2, cols: 2, data: Float64Array.of(0.5, -3, 1, 2) });
});

test('a centred product has its mean input taken off before', t => {
  const { centre, fullScale, sample } = met(
    [
      [10, -3],
      [11, 1],
      [12, 5],
    ],
    true,
  );
  t.deepEqual(centre, Float64Array.of(11, 1));
  t.is(fullScale, 4);
  t.deepEqual(sample.data, Float64Array.of(-1, -4, 0, 0, 1, 4));
});

test('inputs that are all zero leave a range of 1', t => {
  t.is(met([[0, 0]]).fullScale, 1);
  t.is(met([[7, 7]], true).fullScale, 1);
});

test('of many vectors 1024 are kept, evenly; the range is that of all', t => {
  const x = Float64Array.from({ length: 5000 }, (_, k) => k);
  const { fullScale, sample } = activationsOf(x, 1, false);
  t.is(fullScale, 4999);
  t.is(sample.rows, 1024);
  t.is(sample.data[0], 0);
  t.is(sample.data[512], 2500);
  t.true(sample.data.every((value, k) => k === 0 || value > sample.data[k - 1]!));
});

test('a sample of rounds has all inputs that go through them, though their number is a multiple of its step', t => {
  // 8 inputs in 1024 rounds: every eighth vector would be of the first alone. Each input is known by the share of its drive.
  const inputs = 8;
  const set = randomSteps(inputs, 4);
  const seen = observe(lower(tinyCoder({ iterations: 1024 })), set, hardware());
  const name = [...seen.keys()].find(key => seen.get(key)!.sample.cols === 5)!;
  const { sample } = seen.get(name)!;
  t.is(sample.rows, 1024);
  // The last rounds are at rest, where an input has one code.
  const rested = new Set(Array.from({ length: 400 }, (_, i) => sample.data.slice(5 * (624 + i), 5 * (625 + i)).map(code => Math.round(code * 1e9)).join())); // biome-ignore format: one thing
  t.is(rested.size, inputs);

  const x = Float64Array.from({ length: 2 * 1024 }, (_, k) => k % 4);
  const counts = [0, 1, 2, 3].map(of => activationsOf(x, 1, false, true).sample.data.filter(k => k === of).length);
  t.true(
    counts.every(count => Math.abs(count - 256) < 16),
    `${counts}`,
  );
});

test('the reference run shows each product its own inputs', t => {
  const network = tinyMars();
  const set = univariate('', ['', 0.5, -2], ['', 1]);
  const seen = observe(lower(network), set, hardware());
  t.deepEqual([...seen.keys()], ['encoder', 'block1', 'readout']);
  t.is(seen.get('encoder')!.fullScale, 2);
  t.is(seen.get('block1')!.fullScale, 4); // 2·(−2)

  const features = referenceFeatures(network, set).data;
  const { centre, fullScale, sample } = seen.get('readout')!;
  t.true(near(centre[0]!, (features[0]! + features[2]!) / 2));
  t.true(near(centre[1]!, (features[1]! + features[3]!) / 2));
  const half = [0, 1].map(i => Math.abs(features[i]! - features[i + 2]!) / 2);
  t.true(near(fullScale, Math.max(...half)));
  t.is(sample.rows, 2);
});

test('more data than are run at once are seen whole', t => {
  const set = randomSeries([3000, 3000]);
  const { fullScale } = observe(lower(tinyMars()), set, hardware()).get('encoder')!;
  const largest = Math.max(...set.series.flatMap(one => [...one.values].map(Math.abs)));
  t.is(fullScale, largest);
});

test('only the readout is centred, unless the hardware centres all', t => {
  const centred = (centre: 'readout' | 'all'): boolean[] => {
    const seen = observe(lower(tinyMars()), randomSeries([30, 20]), hardware({ centre }));
    return [...seen.values()].map(one => one.centre.some(c => c !== 0));
  };
  t.deepEqual(centred('readout'), [false, false, true]);
  t.deepEqual(centred('all'), [true, true, true]);
});

test('inputs of products that cannot all be kept are refused', t => {
  // 3 inputs of 4 numbers, and in each of 40 rounds 3 codes of 5.
  const bytes = 8 * 3 * (4 + 40 * 5);
  const graph = lower(tinyCoder());
  const set = randomSteps(3, 4);
  t.is(observe(graph, set, hardware(), bytes).size, 2);
  t.throws(() => observe(graph, set, hardware(), bytes - 1), {
    name: 'InputError',
    message:
      /^random steps: found calibration inputs whose products take more than .* GiB to keep; expected fewer or shorter series, or fewer iterations of sparse coders$/,
  });
});
