import test from 'ava';
import { addNoise, signalOver } from '../../models/noise.js';
import { concatenate } from '../../numeric/matrix.js';
import { deviation, mean } from '../../numeric/statistics.js';
import { randomSteps } from './builders.js';

const set = randomSteps(500, 20);

test('noise has the deviation that was asked for, and another draw for every seed', t => {
  const noisy = addNoise(set, 0.3, 1);
  const added = concatenate(
    noisy.series.map(({ values }, k) => values.map((value, i) => value - set.series[k]!.values[i]!)),
  );
  // Of 10 000 draws: standard errors of mean and deviation are σ/100 and σ/141; five of them.
  t.true(Math.abs(mean(added)) < 0.015);
  t.true(Math.abs(deviation(added) - 0.3) < 0.011);
  t.deepEqual(addNoise(set, 0.3, 1), noisy);
  t.notDeepEqual(addNoise(set, 0.3, 2), noisy);
  t.is(addNoise(set, 0, 1), set);
});

test('the signal over the noise is that of the range', t => {
  const values = concatenate(set.series.map(one => one.values));
  const range = Math.max(...values) - Math.min(...values);
  // The deviation of the noise is known to 0.7 %, which is 0.06 dB; five times that.
  t.true(Math.abs(signalOver(set, addNoise(set, 0.3, 1)) - 20 * Math.log10(range / 0.3)) < 0.3);
  t.is(signalOver(set, set), Infinity);
});
