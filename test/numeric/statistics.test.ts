import test from 'ava';
import { deviation, mean, quantile, sampleDeviation, standardize } from '../../numeric/statistics.js';

test('mean and deviations of a textbook sample', t => {
  const sample = [2, 4, 4, 4, 5, 5, 7, 9];
  t.is(mean(sample), 5);
  t.is(deviation(sample), 2);
  t.is(sampleDeviation(sample), Math.sqrt(32 / 7));
});

test('standardized values have mean 0 and deviation 1; constant ones become 0', t => {
  const values = standardize(Float64Array.of(1, 2, 3, 7));
  t.true(Math.abs(mean(values)) < 1e-15);
  t.true(Math.abs(deviation(values) - 1) < 1e-15);
  // The mean of a hundred times 0.1 is not 0.1 in binary.
  t.true(standardize(new Float64Array(100).fill(0.1)).every(value => Math.abs(value) === 0));
});

test('quantiles lie between the values in order', t => {
  const values = [9, 1, 5, 3, 7];
  t.is(quantile(values, 0), 1);
  t.is(quantile(values, 0.5), 5);
  t.is(quantile(values, 1), 9);
  t.is(quantile(values, 0.125), 2);
  t.deepEqual(values, [9, 1, 5, 3, 7]);
  t.is(quantile([4], 0.3), 4);
});
