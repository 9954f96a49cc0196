import test from 'ava';
import { features } from '../../../models/network.js';
import { searchSettings } from '../../../models/reservoirs/search.js';
import { reservoirNamed } from '../../../models/reservoirs/table.js';
import { trainReservoir } from '../../../models/reservoirs/train.js';
import { charts } from './builders.js';

const train = charts(8);
const esn = reservoirNamed('esn');
const fixed = { units: 6, ridge: [0.01, 1], folds: 3 };

test('it draws from the ranges, keeps what is fixed and goes on with the best', t => {
  const heard: number[] = [];
  const found = searchSettings(esn, train, {
    trials: 6,
    seed: 1,
    fixed,
    onProgress: (done, of) => heard.push(done / of),
  });
  // 6 reservoirs × 3 features, then a quarter, then a quarter of that.
  t.is(found.length, 1);
  for (const { settings } of found) {
    t.is(settings.units, 6);
    t.deepEqual(settings.ridge, [0.01, 1]);
    t.true((settings.leak as number) >= 0.02 && (settings.leak as number) <= 1);
    t.true(features.some(one => one === settings.feature));
  }
  t.true(heard.every((share, i) => share > (heard[i - 1] ?? 0)));
  t.is(heard.at(-1), 1);
});

test('the same seed finds the same; a fixed feature is the only one', t => {
  const search = (seed: number) =>
    searchSettings(esn, train, { trials: 4, seed, fixed: { ...fixed, feature: 'mean' } });
  t.deepEqual(search(1), search(1));
  t.notDeepEqual(search(1)[0]!.settings, search(2)[0]!.settings);
  t.is(search(1)[0]!.settings.feature, 'mean');
});

test('one candidate is enough', t => {
  t.is(searchSettings(esn, train, { trials: 1, seed: 1, fixed: { ...fixed, feature: 'last' } }).length, 1);
});

test('the weights it tries are not those of small seeds', t => {
  const [best] = searchSettings(esn, train, { trials: 1, seed: 0, fixed: { ...fixed, feature: 'last', rho: 0.9 } });
  const own = Array.from({ length: 9 }, (_, s) => trainReservoir(esn, train, best!.settings, 10_000 + s).cvError);
  t.true(Math.abs(best!.error - own.reduce((sum, one) => sum + one / 9, 0)) < 1e-15);
});

test('better settings are found where the default is poor', t => {
  // leak = 0.001 hardly moves in 60 steps; the search is free to find another ρ, but not another leak.
  const poor = { ...fixed, units: 10, leak: 0.001, feature: 'last' };
  const free = { ...fixed, units: 10, feature: 'last' };
  const accuracyOf = (set: typeof free) => searchSettings(esn, train, { trials: 4, seed: 3, fixed: set })[0]!.accuracy;
  t.true(accuracyOf(free) > accuracyOf(poor));
});
