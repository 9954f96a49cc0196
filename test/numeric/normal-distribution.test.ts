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
  for (const z of [40, Infinity]) t.deepEqual([normalDistribution(z), normalDistribution(-z)], [1, 0]);
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

test('shares of the normal distribution, as tabled', t => {
  const known: [x: number, below: number][] = [
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.959963984540054, 0.025],
    [3, 0.99865010196837],
    [-3.5, 2.326290790355250e-4],
    [-6, 9.865876450376946e-10],
    [-10, 7.619853024160525e-24],
  ]; // biome-ignore format: one thing
  for (const [x, below] of known)
    t.true(Math.abs(normalDistribution(x) / below - 1) < 1e-12, `${x}: ${normalDistribution(x)}`);
});

test('both formulas meet, and the density is the slope', t => {
  for (const x of [-3, 3]) t.true(Math.abs(normalDistribution(x + 1e-12) - normalDistribution(x - 1e-12)) < 1e-13);
  for (const x of [-4, -1, 0.3, 2.5]) {
    const slope = (normalDistribution(x + 1e-4) - normalDistribution(x - 1e-4)) / 2e-4;
    t.true(Math.abs(slope / normalDensity(x) - 1) < 1e-7);
  }
});
