import test from 'ava';
import fc from 'fast-check';
import { normalDensity, normalDistribution } from '../../numeric/normal-distribution.js';

test('tabled values, to 1e-15', t => {
  // Φ from tables of erfc, to the digits of a float64.
  const table: [z: number, value: number][] = [
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [1.96, 0.9750021048517796],
    [3, 0.9986501019683699],
    [5, 0.9999997133484281],
    [-1, 0.15865525393145705],
    [-4, 3.167124183311992e-5],
  ];
  for (const [z, value] of table) t.true(Math.abs(normalDistribution(z) - value) < 1e-15, `${z}`);
  for (const z of [9, 40, Infinity]) t.deepEqual([normalDistribution(z), normalDistribution(-z)], [1, 0]);
  t.true(Number.isNaN(normalDistribution(Number.NaN)));
});

test('rises, is symmetric, and is the integral of its density', t => {
  const z = fc.double({ min: -9, max: 9, noNaN: true });
  fc.assert(
    fc.property(z, fc.double({ min: 1e-3, max: 0.1, noNaN: true }), (at, step) => {
      const rise = normalDistribution(at + step) - normalDistribution(at - step);
      const simpson = (step / 3) * (normalDensity(at - step) + 4 * normalDensity(at) + normalDensity(at + step));
      const symmetric = Math.abs(normalDistribution(at) + normalDistribution(-at) - 1) < 1e-15;
      return symmetric && rise >= 0 && Math.abs(rise - simpson) < step ** 5 + 1e-15;
    }),
  );
  t.pass();
});
