import test from 'ava';
import fc from 'fast-check';
import { normalDistribution } from '../../../numeric/normal-distribution.js';
import { oneDevice } from '../one.js';

const gMax = 25e-6;
const spread = 0.1;
/** What the error is a part of, S. */
const scales: Record<string, (g: number) => number> = {
  independent: () => gMax,
  proportional: g => g,
  inverse: g => gMax ** 2 / g,
};
/** The conductance by CrossSim's formulas, in parts of gMax. */
const errors: Record<string, (x: number, s: number, z: number) => number> = {
  normal: (x, s, z) => Math.max(0, x + s * z),
  uniform: (x, s, z) => Math.max(0, x + s * (normalDistribution(z) - 0.5)),
  lognormal: (x, s, z) => Math.exp(Math.log(x) + (s / x) * z),
};

for (const [distribution, error] of Object.entries(errors))
  for (const [growth, scale] of Object.entries(scales))
    test(`${distribution}, ${growth}: by the formula in parts of gMax`, t => {
      const { program } = oneDevice(`${distribution}-${growth}`, { gMin: 5e-6, gMax, spread });
      fc.assert(
        fc.property(
          fc.double({ min: 5e-6, max: gMax, noNaN: true }),
          fc.double({ min: -6, max: 6, noNaN: true }),
          (g, z) => {
            const expected = gMax * error(g / gMax, (spread * scale(g)) / gMax, z);
            return Math.abs(program(g, z) - expected) <= 1e-14 * Math.max(expected, gMax);
          },
        ),
      );
      t.pass();
    });

test('uniform errors end at half their width', t => {
  const { program } = oneDevice('uniform-independent', { spread: 0.2 });
  t.true(Math.abs(program(12e-6, 20) - 14.5e-6) < 1e-20);
  t.true(Math.abs(program(12e-6, -20) - 9.5e-6) < 1e-20);
  t.is(program(1e-6, -20), 0);
});

test('an error in proportion leaves an open device open', t => {
  for (const distribution of Object.keys(errors)) t.is(oneDevice(`${distribution}-proportional`).program(0, 3), 0);
});

test('errors without bound towards 0 are refused there', t => {
  for (const name of ['normal-inverse', 'uniform-inverse', 'lognormal-inverse', 'lognormal-independent'])
    t.throws(() => oneDevice(name, { gMin: 0 }), { name: 'InputError', message: /gMin: found 0 S/ });
  t.throws(() => oneDevice('lognormal-independent', { gMin: 1e-9, spread: 0.1 }), {
    name: 'InputError',
    message: /spread: found a deviation of ln g of 2500 at gMin, 1e-9 S; expected at most 5/,
  });
});
