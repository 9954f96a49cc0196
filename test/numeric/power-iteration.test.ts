import test from 'ava';
import { powerIteration } from '../../numeric/power-iteration.js';

test('the largest eigenvalue is that of LAPACK', t => {
  const rows = [
    [4, 1, 0.5],
    [1, 3, 0.25],
    [0.5, 0.25, 2],
  ];
  const apply = (v: Float64Array): Float64Array =>
    Float64Array.from(rows, row => row.reduce((sum, value, k) => sum + value * v[k]!, 0));
  // numpy.linalg.eigvalsh
  t.true(Math.abs(powerIteration(3, apply) - 4.731559415452212) < 1e-11);
  // From below, and no further off than the changes of a slow series can add up to.
  const rough = powerIteration(3, apply, 1e-3);
  t.true(rough < 4.7315594155 && rough > 4.7);
});

test('that of a zero matrix is 0', t => {
  t.is(
    powerIteration(4, v => v.map(() => 0)),
    0,
  );
});
