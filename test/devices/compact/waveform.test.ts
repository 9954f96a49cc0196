import test from 'ava';
import { piecewiseLinear, pulses, sine, triangle, type Waveform } from '../../../devices/compact/waveform.js';

const goes = (
  t: { true(actual: boolean, message: string): unknown },
  wave: Waveform,
  points: [number, number][],
): void => {
  for (const [seconds, volt] of points) {
    const found = wave.at(seconds);
    t.true(Math.abs(found - volt) < 1e-12, `${found} V at ${seconds} s, not ${volt} V`);
  }
};

test('sine', t => {
  const wave = sine(2, 50, 0.5);
  goes(t, wave, [
    [0, 0.5],
    [0.005, 2.5],
    [0.015, -1.5],
  ]);
  t.deepEqual(wave.breakpoints(0.016), [0.005, 0.01, 0.015]);
  t.is(wave.source, 'SIN(0.5 2 50)');
});

test('triangle', t => {
  const wave = triangle(3, 4, 2);
  goes(t, wave, [
    [0, 0],
    [0.5, 1.5],
    [1, 3],
    [2, 0],
    [3, -3],
    [4, 0],
    [5, 3],
    [8, 0],
    [9, 0],
  ]);
  t.deepEqual(wave.breakpoints(5), [0, 1, 3, 5]);
  t.is(wave.source, 'PWL(0 0 1 3 3 -3 5 3 7 -3 8 0)');
});

test('pulse train', t => {
  const wave = pulses({ low: -1, high: 1, delay: 1, rise: 0.5, width: 1, fall: 0.25, period: 4 });
  goes(t, wave, [
    [0, -1],
    [1, -1],
    [1.25, 0],
    [2, 1],
    [2.5, 1],
    [2.625, 0],
    [2.75, -1],
    [5.25, 0],
    [6.625, 0],
  ]);
  t.deepEqual(wave.breakpoints(5.6), [1, 1, 1.5, 2.5, 2.75, 5, 5.5]);
  t.is(wave.source, 'PULSE(-1 1 1 0.5 0.25 1 4)');
});

test('refuses what is no waveform', t => {
  const bad = (make: () => Waveform, message: RegExp): void => {
    t.throws(make, { name: 'InputError', message });
  };
  const pulse = { high: 1, delay: 0, rise: 1, width: 1, fall: 1, period: 3 };
  bad(() => sine(1, 0), /sine: frequency: found 0 Hz; expected above 0 Hz/);
  bad(() => triangle(1, -1), /triangle: period: found -1 s/);
  bad(() => pulses({ ...pulse, rise: 0 }), /pulses: rise: found 0 s/);
  bad(() => pulses({ ...pulse, period: 2 }), /pulses: period: found 2 s; expected at least the 3 s of a pulse/);
  bad(() => pulses({ ...pulse, delay: -1 }), /found a width of 1 s, a delay of -1 s/);
  bad(() => piecewiseLinear([]), /found no points/);
  bad(() => piecewiseLinear([[1, 0]]), /point 0: found 1 s/);
  bad(
    () =>
      piecewiseLinear([
        [0, 0],
        [0, 1],
      ]),
    /point 1: found 0 s; expected times that ascend/,
  );
});
