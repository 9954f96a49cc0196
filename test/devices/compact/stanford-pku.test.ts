import test from 'ava';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { randomSteps } from '../../../devices/compact/random-steps.js';
import { stanfordPku } from '../../../devices/compact/stanford-pku.js';
import { piecewiseLinear, triangle } from '../../../devices/compact/waveform.js';
import { InputError } from '../../../edge/error.js';
import { deviation } from '../../../numeric/statistics.js';

const model = stanfordPku.create();
const [gap] = model.states as readonly [(typeof model.states)[number]];
const rateAt = (volt: number, meters: number, of = model): number => {
  const rate = new Float64Array(1);
  of.rate(volt, Float64Array.of(meters), rate);
  return rate[0]!;
};

// i = 1 mA e^(−g/0.25 nm) sinh(v/0.25 V), and γ = 16 − 0.8 at a gap of 1 nm.
test('the published equations in numbers', t => {
  const volt = 1.3;
  const meters = 1e-9;
  const amps = 1e-3 * Math.exp(-4) * Math.sinh(volt / 0.25);
  t.true(Math.abs(model.current(volt, Float64Array.of(meters)) / amps - 1) < 1e-14);
  const kT = 8.617333262e-5 * (298 + volt * amps * 2.1e3);
  const gamma = 16 - 0.8;
  const speed = -10 * Math.exp(-0.6 / kT) * Math.sinh((gamma * 0.25 * volt) / 12 / kT);
  t.true((gamma * volt) / 12e-9 > 1.01 * 1.4e9);
  t.true(Math.abs(rateAt(volt, meters) / speed - 1) < 1e-8);
  t.true(rateAt(-volt, meters) > 0);
});

test('nothing moves below the threshold field, which the gap raises', t => {
  for (const meters of [0.5e-9, 1e-9, 1.5e-9]) {
    const threshold = (1.4e9 * 12e-9) / (16 - 0.8 * (meters * 1e9) ** 3);
    for (const sign of [1, -1]) {
      t.is(Math.abs(rateAt(sign * threshold * 0.989, meters)), 0);
      t.true(Math.abs(rateAt(sign * threshold * 1.011, meters)) > 0);
    }
  }
  t.true(rateAt(0.5, 1e-9, stanfordPku.create({ thresholdField: 0 })) < 0);
});

test('a sweep closes the gap at once and opens it gradually, along the threshold', t => {
  const wave = triangle(1.5, 1e-3);
  const { states, voltage } = simulateModel(model, wave.at, { duration: 1e-3, breakpoints: wave.breakpoints(1e-3) });
  const set = states.findIndex(x => x < 1e-9);
  t.true(voltage[set]! > 1.35 && voltage[set]! < 1.42, `SET at ${voltage[set]} V`);
  t.is(states[set + 1], gap.min);
  const half = states.findIndex((x, k) => k > 500 && x > 1e-9);
  t.true(voltage[half]! < -1.05 && voltage[half]! > -1.2, `RESET through 1 nm at ${voltage[half]} V`);
  // γ |v|/tox = Fmin there.
  t.true(Math.abs(((16 - 0.8 * (states[half]! * 1e9) ** 3) * -voltage[half]!) / 12e-9 / 1.4e9 - 1) < 0.02);
  t.is(states.at(-1), gap.max);
});

test('impossible constants are refused', t => {
  t.throws(() => stanfordPku.create({ minGap: 2e-9 }), { instanceOf: InputError, message: /minGap.*less than maxGap/ });
  t.throws(() => stanfordPku.create({ initial: 1e-10 }), { instanceOf: InputError, message: /initial/ });
  t.throws(() => stanfordPku.create({ velocity: 0 }), { instanceOf: InputError, message: /velocity/ });
  t.throws(() => stanfordPku.create({ seed: 1.5 }), {
    instanceOf: InputError,
    message: 'model stanford-pku: seed: found 1.5; expected a whole number',
  });
});

/** Speed of the tip at χ = 1, as published: 0.02 m/s, 450 K, 500 K. */
const noiseAt = (kelvin: number): number => 0.02 / (1 + Math.exp((450 - kelvin) / 500));

/** m, the gap at `points` without a voltage, where only the noise moves it. */
const atRest = (of: Parameters<typeof stanfordPku.create>[0], points: readonly number[]): Float64Array =>
  simulateModel(stanfordPku.create({ gapNoise: 0.02, initial: 1e-9, ...of }), () => 0, {
    duration: points.at(-1)!,
    points,
  }).states;

test('without δg0 no bit depends on the constants of the noise', t => {
  const silent = stanfordPku.create({ seed: 9, noiseTime: 1e-6, noiseOnset: 300, noiseWidth: 20 });
  t.is(silent.random, undefined);
  t.is(silent.subcircuit('cell', 1e-3), model.subcircuit('cell'));
  const wave = triangle(1.5, 1e-3);
  const run = (of: typeof model) => simulateModel(of, wave.at, { duration: 1e-3, breakpoints: wave.breakpoints(1e-3) });
  t.deepEqual(run(silent), run(model));
});

test('at rest the gap is the sum of the random speeds, between their changes too', t => {
  const { at } = randomSteps(1e-9, 5, 'stanford-pku gap');
  const points = [0, 0.4e-9, 1e-9, 7.25e-9, 60e-9, 150.5e-9];
  const gaps = atRest({ seed: 5 }, points);
  points.forEach((seconds, k) => {
    const whole = Math.floor(seconds / 1e-9 + 1e-6);
    let sum = (seconds / 1e-9 - whole) * at(whole);
    for (let i = 0; i < whole; i++) sum += at(i);
    const exact = 1e-9 + noiseAt(298) * 1e-9 * sum;
    t.true(Math.abs(gaps[k]! - exact) < 1e-15, `${seconds} s: ${gaps[k]}, not ${exact}`);
  });
  t.deepEqual(atRest({ seed: 5 }, points), gaps);
  t.notDeepEqual(atRest({ seed: 6 }, points), gaps);
});

test('the spread grows with the root of time and, as the formula says, with the temperature', t => {
  const points = [25e-9, 100e-9];
  const moved = [250, 298, 450, 600].map(ambient => atRest({ ambient, seed: 2 }, points)[1]! - 1e-9);
  [250, 298, 450, 600].forEach((kelvin, k) => {
    t.true(Math.abs(moved[k]! / moved[0]! / (noiseAt(kelvin) / noiseAt(250)) - 1) < 1e-6);
  });
  const many = Array.from({ length: 400 }, (_, seed) => atRest({ ambient: 300, seed }, points));
  points.forEach((seconds, k) => {
    const spread = deviation(many.map(gaps => gaps[k]!));
    t.true(Math.abs(spread / (noiseAt(300) * Math.sqrt(1e-9 * seconds)) - 1) < 0.1, `${seconds} s: ${spread} m`);
  });
});

test('the steps of the integrator change a noisy cycle by their error only', t => {
  // A RESET with some 0.02 nm of noise at each of its 100 values.
  const noisy = { gapNoise: 5e-6, noiseTime: 1e-5, initial: 0.2e-9, seed: 4 };
  const ramp = piecewiseLinear([
    [0, 0],
    [1e-3, -1.5],
  ]);
  const run = (of: typeof noisy, tolerance: number, maxStep?: number, breakpoints: number[] = []): Float64Array =>
    simulateModel(stanfordPku.create(of), ramp.at, {
      duration: 1e-3,
      tolerance,
      breakpoints,
      ...(maxStep && { maxStep }),
    }).states;
  const fine = run(noisy, 1e-9);
  const range = gap.max - gap.min;
  const apart = (a: Float64Array): number =>
    a.reduce((most, x, k) => Math.max(most, Math.abs(x - fine[k]!)), 0) / range;
  const found = [
    run(noisy, 1e-5),
    run(noisy, 1e-7),
    run(noisy, 1e-7, 3.3e-7),
    run(noisy, 1e-7, 1e-5, [3.7e-5, 5.21e-4]),
  ];
  t.log(`apart by ${found.map(states => apart(states).toExponential(1)).join(', ')}`);
  for (const [k, states] of found.entries()) t.true(apart(states) < (k === 0 ? 1e-3 : 1e-5));
  t.true(apart(run({ ...noisy, seed: 3 }, 1e-7)) > 0.01);
});

test('more random values than can be followed are refused', t => {
  t.throws(() => simulateModel(stanfordPku.create({ gapNoise: 0.02 }), () => 0, { duration: 1 }), {
    instanceOf: InputError,
    message: /duration: found 1 s; expected at most 5000000 times the 1e-9 s for which the noise holds/,
  });
});

test('a subcircuit has the noise until the time it is given', t => {
  const noisy = stanfordPku.create({ gapNoise: 0.02, seed: 3 });
  t.regex(noisy.subcircuit('cell'), /^\* .*without its noise$/m);
  t.notRegex(noisy.subcircuit('cell'), /chi/);
  t.regex(noisy.subcircuit('cell', 5e-9), /^Vchi chi 0 PWL\(0 /m);
});
