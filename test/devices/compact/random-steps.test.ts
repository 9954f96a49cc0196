import test from 'ava';
import { randomSteps, stepSource } from '../../../devices/compact/random-steps.js';
import { deviation, mean } from '../../../numeric/statistics.js';

test('values have an address: seed, purpose and number', t => {
  const steps = randomSteps(1e-6, 7, 'gap');
  const values = Float64Array.from({ length: 20 }, (_, k) => steps.at(k));
  t.deepEqual(
    [19, 3, 0, 8].map(k => randomSteps(2e-6, 7, 'gap').at(k)),
    [19, 3, 0, 8].map(k => values[k]!),
  );
  t.not(randomSteps(1e-6, 8, 'gap').at(3), values[3]);
  t.not(randomSteps(1e-6, 7, 'tip').at(3), values[3]);
});

test('values are standard normal', t => {
  const steps = randomSteps(1, 1, 'gap');
  const values = Float64Array.from({ length: 20_000 }, (_, k) => steps.at(k));
  t.true(Math.abs(mean(values)) < 0.03);
  t.true(Math.abs(deviation(values) - 1) < 0.02);
});

test('a source holds them but for short edges, centred on the changes', t => {
  const steps = { hold: 2, at: (k: number) => [1, -2, 0.5][k]! };
  t.is(stepSource(steps, 'chi', 5), 'Vchi chi 0 PWL(0 1 1.98 1 2.02 -2 3.98 -2\n+ 4.02 0.5)');
  t.is(stepSource(steps, 'chi', 2), 'Vchi chi 0 PWL(0 1)');
});
