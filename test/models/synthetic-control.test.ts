import test from 'ava';
import { syntheticControl } from '../../models/synthetic-control.js';
import { deviation, mean } from '../../numeric/statistics.js';

const { train, test: unseen } = syntheticControl(1);
const charts = (name: string) => train.series.filter(one => train.classes[one.label] === name).map(one => one.values);
const half = (chart: Float64Array) => mean(chart.subarray(40)) - mean(chart.subarray(0, 20));

test('six classes, 50 and 50 series of each, 60 steps, normalised', t => {
  for (const set of [train, unseen]) {
    t.is(set.series.length, 300);
    t.deepEqual(
      set.classes.map((_, label) => set.series.filter(one => one.label === label).length),
      [50, 50, 50, 50, 50, 50],
    );
    for (const { values, length } of set.series) {
      t.is(length, 60);
      t.true(Math.abs(mean(values)) < 1e-13 && Math.abs(deviation(values) - 1) < 1e-13);
    }
  }
});

test('trends and shifts go the way they are called', t => {
  for (const name of ['increasing', 'upward']) for (const chart of charts(name)) t.true(half(chart) > 0);
  for (const name of ['decreasing', 'downward']) for (const chart of charts(name)) t.true(half(chart) < 0);
});

// An amplitude of 10…15 over noise of deviation 2√3: at lag 12.5, the mean period, the correlation is near 1/(1 + 0.15).
test('cyclic charts repeat after 10 to 15 steps', t => {
  for (const chart of charts('cyclic')) {
    const correlation = (lag: number) => mean(chart.subarray(lag).map((value, i) => value * chart[i]!));
    t.true(Math.max(...Array.from({ length: 6 }, (_, i) => correlation(10 + i))) > 0.4);
  }
});

// The kurtosis of a uniform law is 1.8, of a normal one 3; 3000 values know it to about 0.05.
test('a normal chart is uniform noise', t => {
  const kurtosis = mean(charts('normal').map(chart => mean(chart.map(value => value ** 4))));
  t.true(Math.abs(kurtosis - 1.8) < 0.15, `${kurtosis}`);
});

test('the seed decides every value; series do not depend on how many there are', t => {
  t.deepEqual(syntheticControl(1), { train, test: unseen });
  t.notDeepEqual(syntheticControl(2).train.series[0], train.series[0]);
  t.deepEqual(syntheticControl(1, 2).train.series[0], train.series[0]);
});
