import test from 'ava';
import { accuracyGrid, accuracyText, bestAt, remedyName } from '../../report/remedies.js';
import { agedChips, plainBlanks } from './builders.js';

test('ages in order, and remedies by effort', t => {
  const { ages, remedies } = accuracyGrid(agedChips([1], [3600, 0, 60]));
  t.deepEqual(ages, [0, 60, 3600]);
  t.deepEqual(
    remedies.map(({ name }) => name),
    [
      'Float readout',
      'Float readout, compensated',
      'Trained on the chip',
      'Trained on the chip, compensated',
      'Retrained at that age',
      'Retrained at that age, compensated',
    ],
  );
  for (const { points } of remedies)
    t.deepEqual(
      points.map(point => point.time),
      ages,
    );
});

test('only the remedies that were run', t => {
  const run = agedChips([1]);
  const points = run.points.filter(({ readout, compensation }) => readout === 'float' && compensation === 'none');
  t.deepEqual(
    accuracyGrid({ ...run, points }).remedies.map(({ name }) => name),
    ['Float readout'],
  );
});

test('the best remedy is the most accurate; of equals, the one with the least effort', t => {
  const run = agedChips([1]);
  t.is(remedyName(bestAt(run, 0)), 'Float readout'); // all are alike when new
  t.is(remedyName(bestAt(run, 1)), 'Retrained at that age, compensated');
});

test('an accuracy shows its spread where there is one', t => {
  t.is(plainBlanks(accuracyText(bestAt(agedChips([1]), 0))), '90.0 %');
  // 0.9 and 0.88: mean 0.89, sample deviation 0.02/√2
  t.is(plainBlanks(accuracyText(bestAt(agedChips([1, 2]), 0))), '89.0 ± 1.4 %');
});
