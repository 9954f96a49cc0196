import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { networkFeatures } from '../../../models/features.js';
import type { Feature } from '../../../models/network.js';
import { referenceFeatures, referenceScores } from '../../../models/reference.js';
import { esn } from '../../../models/reservoirs/esn.js';
import { mars } from '../../../models/reservoirs/mars.js';
import { reservoirNames } from '../../../models/reservoirs/names.js';
import { reservoirNamed } from '../../../models/reservoirs/table.js';
import { reservoirFeatures, trainReservoir } from '../../../models/reservoirs/train.js';
import type { SeriesSet } from '../../../models/series.js';
import { fromRows } from '../../../numeric/matrix.js';
import { univariate, weightsOf } from '../builders.js';
import { charts } from './builders.js';

const train = charts(8);

for (const name of reservoirNames)
  for (const feature of ['last', 'mean', 'both'] as const satisfies Feature[])
    test(`${name}: the features of ${feature} are those of the reference`, t => {
      const { body, features } = reservoirFeatures(reservoirNamed(name), train, { units: 7, feature }, 1);
      const right = referenceFeatures(body, train, undefined, feature);
      t.deepEqual([features.rows, features.cols], [right.rows, right.cols]);
      // 60 steps of sums over 7 units, and exponentials to an ulp: some 1e3 roundings of numbers about 1.
      features.data.forEach((value, i) => {
        t.true(Math.abs(value - right.data[i]!) < 1e-12, `entry ${i}: ${value}, ${right.data[i]}`);
      });
    });

test('features of layers given as they are; with none, of the input itself', t => {
  const set = univariate('a b', ['a', 1, 2, 6], ['b', 4, 5]);
  const input = { channels: 1, normalize: 'none' } as const;
  t.deepEqual([...networkFeatures({ input, layers: [] }, set, { feature: 'both' }).data], [6, 3, 5, 4.5]);
  const double = { type: 'linear', name: 'double', weights: fromRows([[2]]) } as const;
  t.deepEqual([...networkFeatures({ input, layers: [double] }, set, { feature: 'mean' }).data], [6, 9]);
});

for (const name of reservoirNames)
  test(`${name}: the same seed gives the same network, another one another`, t => {
    const network = (seed: number) => trainReservoir(reservoirNamed(name), train, { units: 6 }, seed).network;
    t.deepEqual(network(1), network(1));
    t.notDeepEqual(weightsOf(network(1).layers[0]), weightsOf(network(2).layers[0]));
  });

test('the network classifies what it was trained on, with the feature it was trained with', t => {
  const { network, lambda, cvAccuracy } = trainReservoir(mars, train, { units: 30, feature: 'both' }, 1);
  const readout = network.layers.at(-1)!;
  t.true(readout.type === 'readout' && readout.feature === 'both' && readout.weights.cols === 60);
  const scores = referenceScores(network, train);
  const right = train.series.filter((one, i) => {
    const row = [...scores.data.subarray(i * scores.cols, (i + 1) * scores.cols)];
    return row.indexOf(Math.max(...row)) === one.label;
  });
  t.true(right.length / train.series.length >= cvAccuracy);
  t.true(lambda > 0);
  t.is(network.calibration?.series.length, 24);
});

test('leave-one-out and folds are both ways to find the penalty', t => {
  for (const folds of [3, 'leave-one-out'] as const) {
    const { cvAccuracy, heldOutRight } = trainReservoir(esn, train, { units: 20, folds }, 1);
    t.is(heldOutRight.length, 24);
    // Six classes: by chance a sixth would be right.
    t.true(cvAccuracy > 1 / 3, `${folds}: ${cvAccuracy}`);
  }
});

test('series of any length, and a single step', t => {
  const set = univariate('a b', ['a', 1], ['a', 1.1, 1, 0.9], ['b', -1, -1, -1, -1, -1], ['b', -0.8]);
  const { network } = trainReservoir(mars, set, { units: 5, folds: 2 }, 1);
  t.is(referenceScores(network, set).rows, 4);
});

test('what cannot be trained on is refused, naming it', t => {
  const bad = (set: SeriesSet, options: object, message: RegExp) =>
    t.throws(() => trainReservoir(esn, set, { units: 4, ...options }, 1), { instanceOf: InputError, message });
  bad(train, { ridge: [] }, /^ESN options: ridge: .*expected at least one penalty/);
  bad(train, { ridge: [0] }, /^ESN options: ridge\[0\]: found 0; expected a number above 0/);
  bad(train, { folds: 1 }, /^ESN options: folds: found 1; expected a whole number from 2 to 1000, or leave-one-out/);
  bad(univariate('a b', ['a', 1], ['?', 2]), {}, /series 2: has no class label/);
  bad(univariate('a b', ['a', 1], ['b', Number.NaN]), {}, /series 2: the value of channel 1 at time step 1 is missing/);
  bad(univariate('a', ['a', 1], ['a', 2]), {}, /found 2 series and 1 class; expected at least two of each/);
});

test('a penalty that drowns in rounding is passed over; with no other the set is refused', t => {
  // Inputs of 1e9 through a linear layer without memory: XᵀX is about 1e19 and of rank one.
  const huge = univariate('a b', ['a', 1e9], ['a', 2e9], ['b', 3e9], ['b', 4.1e9]);
  const settings = { units: 3, blocks: 1, encoderScale: 1, folds: 'leave-one-out' } as const;
  t.throws(() => trainReservoir(mars, huge, { ...settings, ridge: [1e-7, 1e-6] }, 1), {
    instanceOf: InputError,
    message: /no readout can be computed with penalties 1e-7, 0.000001; expected larger penalties or smaller inputs/,
  });
  t.is(trainReservoir(mars, huge, { ...settings, ridge: [1e-7, 1e18] }, 1).lambda, 1e18);
});
