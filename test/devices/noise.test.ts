import test from 'ava';
import { withNoise } from '../../devices/noise.js';
import { createDevice, deviceTable } from '../../devices/table.js';

const target = Float64Array.of(2e-6, 10e-6, 24e-6, 10e-6);
const z = Float64Array.of(1.5, -0.7, 0.2, -60);

test('a normal error times a factor is one with a spread that much larger, clipped at 0 as that is', t => {
  const spread = 0.02;
  const three = withNoise(createDevice('normal-independent', { spread, flicker: 0.01 }), 3);
  const own = createDevice('normal-independent', { spread: 3 * spread, flicker: 0.03 });
  const [found, wanted] = [three, own].map(device => device.programming.program(target, z));
  // Three roundings of numbers up to 25 µS.
  for (const [k, g] of found!.entries()) t.true(Math.abs(g - wanted![k]!) <= 1e-20, `${g} for ${wanted![k]}`);
  t.is(found![3], 0);
  for (const q of three.readNoise.flicker(target)) t.true(Math.abs(q - 0.03) < 1e-17);
});

test('with any model 0 is no noise and 1 the model', t => {
  for (const name of Object.keys(deviceTable)) {
    const device = createDevice(name);
    const { min, max } = device.window;
    const targets = Float64Array.of(min, (min + max) / 2, max);
    const draws = Float64Array.of(0.5, -1, 1);
    const none = withNoise(device, 0);
    t.deepEqual(none.programming.program(targets, draws), targets, name);
    t.true([...none.readNoise.flicker(targets), ...none.readNoise.white(targets)].every(value => value === 0));
    const same = withNoise(device, 1);
    const wanted = device.programming.program(targets, draws);
    for (const [k, g] of same.programming.program(targets, draws).entries())
      t.true(Math.abs(g - wanted[k]!) <= 1e-15 * max, name);
    t.deepEqual(same.readNoise.flicker(targets), device.readNoise.flicker(targets));
    t.is(same.retention, device.retention);
  }
});
