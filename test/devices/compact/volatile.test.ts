import test from 'ava';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { volatileBalance } from '../../../devices/compact/volatile.js';
import { milanoRates } from '../../../models/network.js';
import { memristorStep } from '../../../models/reference.js';

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
