import test from 'ava';
import { list, oneDevice } from '../one.js';

const day = 86400;

/** σ_I in nA of devices with a target current of `nA`, `days` after programming, as read at `volt`. */
function spread(nA: number, days: number, volt = 0.1): number {
  const device = oneDevice('sonos', { readVoltage: volt, gMax: 1600e-9 / volt });
  const target = (nA * 1e-9) / volt;
  const error = device.program(target, 1) - target;
  const way = device.age(target, device.trait(target, 1), days * day) - target;
  return 1e9 * volt * Math.hypot(error, way);
}

// A (1 − e^(−I/B)) of CrossSim, in Python: day 0 to 5, half-way between day 2 and 3, then that of single reads. nA.
const golden: Record<string, [days: string, between: string, read: string]> = {
  100: ['8.608461/10.605739/11.590485/12.266375/13.044452/13.231118', '11.931989', '4.672876'],
  400: ['17.829469/22.582196/25.089646/26.888016/28.975010/29.555828', '25.993037', '10.616670'],
  1600: ['19.884373/25.586130/28.720142/31.033216/33.748494/34.563691', '29.876756', '12.572902'],
};

for (const [nA, [days, between, read]] of Object.entries(golden))
  test(`the published spread at ${nA} nA, whatever the read voltage`, t => {
    for (const volt of [0.1, 0.05, 1]) {
      t.is(
        list(
          [0, 1, 2, 3, 4, 5].map(at => spread(Number(nA), at, volt)),
          6,
        ),
        days,
      );
      t.is(list([spread(Number(nA), 2.5, volt)], 6), between);
    }
    t.is(list([oneDevice('sonos').white(Number(nA) * 1e-8) * Number(nA)], 6), read);
  });

test('a device without current has no spread, and its read noise a finite limit', t => {
  const sonos = oneDevice('sonos');
  t.is(sonos.program(0, 3), 0);
  t.is(sonos.age(0, sonos.trait(0, 3), 3 * day), 0);
  t.true(Math.abs(sonos.white(0) / sonos.white(1e-15) - 1) < 1e-6);
});

test('currents without data are refused', t => {
  t.throws(() => oneDevice('sonos', { gMax: 40e-6 }), {
    name: 'InputError',
    message: 'device sonos: gMax: found 0.00004 S, 4000 nA at 0.1 V; expected at most 3200 nA',
  });
});
