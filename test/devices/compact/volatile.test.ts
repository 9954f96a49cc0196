import test from 'ava';
import fc from 'fast-check';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { volatileBalance } from '../../../devices/compact/volatile.js';
import { InputError } from '../../../edge/error.js';
import { memristorStep } from '../../../models/mars.js';
import { milanoRates } from '../../../models/network.js';
import { loop } from './hysteresis.js';

const variants = Object.entries(volatileBalance.variants ?? {});

test('there are four sets of constants, the first that of MARS', t => {
  t.deepEqual(
    variants.map(([name]) => name),
    ['mars', 'nanowire-network', 'nanowires-1', 'nanowires-2'],
  );
  const { potentiation, potentiationSlope, depression, depressionSlope } = volatileBalance.parameters;
  t.deepEqual(milanoRates, {
    potentiation: potentiation.value,
    potentiationSlope: potentiationSlope.value,
    depression: depression.value,
    depressionSlope: depressionSlope.value,
  });
});

test('a constant voltage is the closed form of the MARS reference, for every set', t => {
  for (const [name, changed] of variants) {
    for (const volt of [0, 0.05, 0.35, -0.35, 0.6]) {
      const model = volatileBalance.create({ ...changed, initial: 0.3 });
      const values = { ...milanoRates, ...changed };
      const rate = new Float64Array(1);
      model.rate(volt, Float64Array.of(0), rate);
      const up = rate[0]!;
      model.rate(volt, Float64Array.of(1), rate);
      const duration = 2 / (up - rate[0]!);
      const { states } = simulateModel(model, () => volt, { duration, points: [duration], tolerance: 1e-9 });
      const step = { rates: values, step: duration, retention: 1, integrator: 'exact' } as const;
      const exact = memristorStep(0.3, Math.abs(volt), step);
      t.true(Math.abs(states[0]! - exact) < 1e-8, `${name}, ${volt} V: ${states[0]} instead of ${exact}`);
    }
  }
});

test('pinched loops that shrink as the inverse of the frequency', t => {
  const model = volatileBalance.create();
  const loops = [10, 100, 1000].map(frequency => loop(model, 1, frequency));
  for (const { current } of loops) t.is(current[0], 0);
  for (const [k, { area }] of loops.slice(1).entries()) {
    const ratio = area / loops[k]!.area;
    t.log(`ten times the frequency: ${ratio.toFixed(3)} of the area`);
    t.true(ratio < 0.15);
  }
});

test('the state stays between 0 and 1 and the device takes power, at any voltage', t => {
  const state = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), state, (volt, g) => {
      for (const [, changed] of variants) {
        const model = volatileBalance.create(changed);
        const rate = new Float64Array(1);
        model.rate(volt, Float64Array.of(0), rate);
        t.true(rate[0]! >= 0);
        model.rate(volt, Float64Array.of(1), rate);
        t.true(rate[0]! <= 0);
        t.true(model.current(volt, Float64Array.of(g)) * volt >= 0);
      }
    }),
  );
});

test('impossible constants are refused', t => {
  t.throws(() => volatileBalance.create({ initial: 1.5 }), { instanceOf: InputError });
  t.throws(() => volatileBalance.create({ depression: -1 }), { instanceOf: InputError });
});
