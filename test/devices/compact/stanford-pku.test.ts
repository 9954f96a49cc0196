import test from 'ava';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { stanfordPku } from '../../../devices/compact/stanford-pku.js';
import { triangle } from '../../../devices/compact/waveform.js';
import { InputError } from '../../../edge/error.js';

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
});
