import test from 'ava';
import { firstSeries } from '../../models/series.js';
import { randomSteps } from './builders.js';

test('the first series are the first, at most all', t => {
  const set = randomSteps(5, 2);
  t.deepEqual(firstSeries(set, 3).series, set.series.slice(0, 3));
  t.deepEqual(firstSeries(set, 9), set);
});
