import test from 'ava';
import { wiresAt } from '../../crossbar/wire-temperature.js';
import { xbar } from './circuits.js';

const array = xbar([[1e-5, 2e-5]], { wordLine: 2, bitLine: 3, driver: 100, sense: 10 });

test('only the wires follow the temperature', t => {
  const warm = wiresAt(array, { coefficient: 0.004, reference: 300, kelvin: 350 });
  t.deepEqual([...warm.wordSegments], [2 * 1.2, 2 * 1.2]);
  t.deepEqual([...warm.bitSegments], [3 * 1.2]);
  for (const key of ['driver', 'sense', 'conductance'] as const) t.is(warm[key], array[key]);
  t.deepEqual(wiresAt(array, { coefficient: 0.004, reference: 300, kelvin: 300 }), array);
});

test('a temperature that is none, or leaves no resistance, is refused', t => {
  const at = (coefficient: number, kelvin: number) => () =>
    wiresAt(array, { coefficient, reference: 300, kelvin }, 'a.json');
  t.throws(at(0.004, 0), { message: 'a.json: temperature: found 0 K; expected a finite number > 0 K' });
  t.throws(at(-0.01, 400), {
    message: /^a\.json: wireTemperatureCoefficient: found -0\.01 1\/K, which makes wires 0 times/,
  });
});
