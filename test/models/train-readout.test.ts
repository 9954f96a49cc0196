import test from 'ava';
import { trainReadout } from '../../models/train-readout.js';
import { fromRows } from '../../numeric/matrix.js';
import { univariate } from './builders.js';

const features = fromRows([
  [0, 1],
  [0.1, 0.9],
  [1, 0],
  [0.9, 0.2],
]);

test('a row of weights for every class, also for two; they mirror each other', t => {
  const set = univariate('a b', ['a', 0], ['a', 0], ['b', 0], ['b', 0]);
  const { readout, lambda, cvAccuracy } = trainReadout(features, set, [0.1], 2);
  t.is(lambda, 0.1);
  t.is(cvAccuracy, 1);
  t.deepEqual(readout.classes, ['a', 'b']);
  t.is(readout.weights.rows, 2);
  for (let j = 0; j < 2; j++) t.true(Math.abs(readout.weights.data[j]! + readout.weights.data[2 + j]!) < 1e-15);
});

test('unlabelled, single-class and overwhelming data are refused', t => {
  t.throws(() => trainReadout(features, univariate('a b', ['a', 0], ['?', 0], ['b', 0], ['b', 0])), {
    message: 'test set: series 2: has no class label; expected labelled series',
  });
  t.throws(() => trainReadout(features, univariate('a', ['a', 0], ['a', 0], ['a', 0], ['a', 0])), {
    message: 'test set: found 4 series and 1 class; expected at least two of each to train on',
  });
  const huge = fromRows([
    [1e15, 1e15],
    [2e15, 2e15],
    [3e15, 3e15],
    [4e15, 4e15],
  ]);
  t.throws(() => trainReadout(huge, univariate('a b', ['a', 0], ['a', 0], ['b', 0], ['b', 0]), [1e-5], 2), {
    message: /no readout can be computed with penalties 0.00001; expected larger penalties or smaller inputs/,
  });
});
