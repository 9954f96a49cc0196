import test from 'ava';
import fc from 'fast-check';
import { forgetting, horizons, rateBounds } from '../../models/horizon.js';
import { type MemristorStep, milanoRates, rescaleBounds } from '../../models/network.js';
import { depressionRate, memristorStep, potentiationRate } from '../../models/reference.js';
import { block } from './builders.js';

const memristor = (integrator: 'exact' | 'euler', step: number, retention = 1): MemristorStep => {
  return { rates: milanoRates, step, retention, integrator };
};
const volts = (): fc.Arbitrary<number> => fc.double({ min: 0.35, max: 1.15, noNaN: true });
const steps = (most: number): fc.Arbitrary<number> => fc.double({ min: 1e-3, max: most, noNaN: true });

/** Where K is least, V: the derivative of K is 0 there. */
const slowest = Math.log(500) / 11;

test('the least and the largest rate of MARS, and where K has no minimum inside', t => {
  const { least, most } = rateBounds(milanoRates, 0.35, 1.15);
  t.true(Math.abs(least - 0.31261) < 5e-6 && Math.abs(most - 10.0299) < 5e-5);
  const k = (z: number): number => potentiationRate(z, milanoRates) + depressionRate(z, milanoRates);
  t.deepEqual(rateBounds(milanoRates, 0.6, 0.9), { least: k(0.6), most: k(0.9) });
  t.deepEqual(rateBounds(milanoRates, 0.2, 0.5), { least: k(0.5), most: k(0.2) });
  const rising = { ...milanoRates, depressionSlope: 0 };
  t.is(rateBounds(rising, 0.35, 1.15).least, 1e-4 * Math.exp(3.5) + 0.5);
});

test('which recurrences forget: every exact one, and Euler only below Δ = 2/(K + K) of MARS', t => {
  t.truthy(forgetting(memristor('exact', 100), rescaleBounds));
  // |γ − ΔK| < 1 for all K up to 10.0299 iff Δ < 2/10.0299 = 0.19940.
  t.truthy(forgetting(memristor('euler', 0.1993), rescaleBounds));
  t.is(forgetting(memristor('euler', 0.1995), rescaleBounds), undefined);
  t.is(forgetting(memristor('euler', 0.5), rescaleBounds), undefined);
  // The decay is 1 − Δ·min K up to Δ(max K + min K) = 2γ, Δ = 0.19337, and what the largest K leaves above.
  t.true(Math.abs(forgetting(memristor('euler', 0.1933), rescaleBounds)!.decay - (1 - 0.1933 * 0.31261)) < 1e-6);
  t.true(Math.abs(forgetting(memristor('euler', 0.198), rescaleBounds)!.decay - (0.198 * 10.0299 - 1)) < 2e-5);
});

for (const integrator of ['exact', 'euler'] as const)
  test(`no drive makes states part faster, or exceed their bound (${integrator})`, t => {
    fc.assert(
      fc.property(
        steps(integrator === 'exact' ? 3 : 0.199),
        volts(),
        volts(),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (step, z, other, part, apart) => {
          const m = memristor(integrator, step);
          const { decay, bound, sensitivity } = forgetting(m, rescaleBounds)!;
          const low = integrator === 'exact' || step * 10.03 <= 1 ? 0 : -bound;
          const h = low + ((part + 1) / 2) * (bound - low);
          const most = sensitivity * Math.abs(z - other);
          const g = Math.min(bound, Math.max(low, h + apart * most));
          const next = memristorStep(h, z, m);
          t.true(Math.abs(next) <= bound * (1 + 1e-14));
          t.true(Math.abs(next - memristorStep(g, z, m)) <= decay * Math.abs(h - g) + 1e-15 * bound);
          // States no further apart than drives make them stay so.
          t.true(Math.abs(next - memristorStep(g, other, m)) <= most * (1 + 1e-12) + 1e-15 * bound);
        },
      ),
      { numRuns: 3000 },
    );
  });

test('the horizon of one block is no longer than it must be', t => {
  const [n] = horizons([block('one', [[1]], [0], 'exact')], 1e-6)!;
  // Held at the slowest drive, what a start of h = 1 leaves after n steps is e^(−nΔ min K), which is 1e-6 there.
  let [h, g] = [1, 0];
  const parts: number[] = [];
  for (let k = 0; k < n!; k++) {
    [h, g] = [h, g].map(value => memristorStep(value, slowest, memristor('exact', 0.1))) as [number, number];
    parts.push(h - g);
  }
  t.true(parts[n! - 1]! <= 1e-6 && parts[n! - 2]! > 1e-6);
});

test('blocks further up need more steps, by the logarithm of what the layers between make of an error', t => {
  const weights = [
    [0.5, 0.2],
    [-0.4, 0.7],
  ];
  const [one, two] = [block('one', weights, [0, 0], 'exact'), block('two', weights, [0, 0], 'exact')];
  const decay = -0.1 * rateBounds(milanoRates, 0.35, 1.15).least;
  const alone = Math.ceil(Math.log(1e-9) / decay);
  t.deepEqual(horizons([one], 1e-9), [alone]);
  const last = Math.ceil(Math.log(1e-9 / 2) / decay);
  // ‖W‖ = 1.1, RESCALE's slope 6·0.8/4, states ηp = 10 per volt.
  const gain = 1 + 1.1 * 1.2 * 10;
  t.deepEqual(horizons([one, two], 1e-9), [Math.ceil(Math.log(1e-9 / 2 / gain) / decay) + last - 1, last]);
});

test('no horizon without a tolerance or where one block need not forget', t => {
  const one = block('one', [[1]], [0], 'exact');
  t.is(horizons([one], 0), undefined);
  const wild = { ...one, memristor: memristor('euler', 0.5) };
  t.truthy(horizons([one, one], 1e-12));
  t.is(horizons([one, wild], 1e-12), undefined);
});
