import test from 'ava';
import { publishedPulses, pulseCost, readCost, timesCost } from '../../devices/cost.js';
import type { Conduction } from '../../devices/device.js';
import { ohmic } from '../../devices/parts.js';

const cubic: Conduction = {
  ...ohmic,
  source: 'test',
  range: 0.5,
  current: (g, v) => g * (v + v ** 3),
  slope: (g, v) => g * (1 + 3 * v * v),
};

test('a read by hand, along the law of the device', t => {
  const ohm = readCost(ohmic, 2e-5, 0.2, 1e-7);
  t.true(Math.abs(ohm.energy! - 0.2 * 0.2 * 2e-5 * 1e-7) < 1e-25);
  t.is(ohm.seconds, 1e-7);
  t.true(Math.abs(readCost(cubic, 2e-5, -0.5, 1e-7).energy! - 0.5 * 0.625 * 2e-5 * 1e-7) < 1e-25);
});

test('a published pulse, and times that many', t => {
  const { set, reset } = publishedPulses.wan2022!;
  const one = pulseCost(ohmic, 4e-6, set);
  t.true(Math.abs(one.energy! / (1.75 ** 2 * 4e-6 * 8.52e-6) - 1) < 1e-12);
  const ten = timesCost(one, 10);
  t.is(ten.energy, 10 * one.energy!);
  t.is(ten.seconds, 10 * 8.52e-6);
  t.regex(one.source, /Wan et al/);
  const unknown = pulseCost(ohmic, 4e-6, reset);
  t.deepEqual([unknown.energy, unknown.seconds], [null, null]);
  t.regex(unknown.source, /not known/);
  t.is(timesCost(unknown, 3).energy, null);
});

test('beyond the range of the current, only the time is known', t => {
  const cost = pulseCost(cubic, 4e-6, publishedPulses.prime2016!.set);
  t.deepEqual([cost.energy, cost.seconds], [null, 40e-9]);
  t.regex(cost.source, /energy not known: .*0.5 V/);
});

test('bad input is refused by name', t => {
  const refuse = (make: () => unknown, message: RegExp): void => {
    t.throws(make, { name: 'InputError', message });
  };
  refuse(() => readCost(cubic, 1e-5, 0.6, 1e-7), /read: voltage: found 0.6 V; expected within ±0.5 V/);
  refuse(() => readCost(ohmic, -1e-5, 0.2, 1e-7), /conductance: found -0.00001 S/);
  refuse(() => readCost(ohmic, 1e-5, 0.2, 0), /time: found 0 s/);
  refuse(() => pulseCost(ohmic, 1e-5, { volt: 1, seconds: -1, source: '' }), /pulse: time: found -1 s/);
  refuse(() => readCost(ohmic, 1e-5, Infinity, 1e-7), /voltage: found Infinity V/);
});
