import test from 'ava';
import { IntegrationError, simulateModel } from '../../../devices/compact/integrate.js';
import type { CompactModel } from '../../../devices/compact/model.js';

/** x between bounds with dx/dt as given, gated at the bounds as every model gates it. */
function model(rate: (volt: number, x: number) => number, min = 0, max = 1, initial = min): CompactModel {
  return {
    name: 'test',
    states: [{ name: 'x', unit: '', min, max, initial, perVolt: 1 }],
    current: (volt, state) => volt * state[0]!,
    rate: (volt, state, out) => {
      const x = state[0]!;
      const free = rate(volt, x);
      out[0] = (x <= min && free < 0) || (x >= max && free > 0) ? 0 : free;
    },
    subcircuit: () => '',
  };
}

const last = (values: Float64Array): number => values.at(-1)!;

/** Memristance Ron x + Roff (1 − x) with dx/dt = k i and no window: a quadratic equation in the flux. */
const drift = model((volt, x) => (100 * volt) / (1 * x + 16 * (1 - x)), 0, 1, 0.1);
const driftAt = (flux: number): number => {
  const c = 16 * 0.1 - 7.5 * 0.1 ** 2 + 100 * flux;
  return (16 - Math.sqrt(256 - 30 * c)) / 15;
};

test('linear ion drift under a sine is its closed form in the flux', t => {
  const omega = 2 * Math.PI;
  const drive = (s: number): number => 0.2 * Math.sin(omega * s);
  for (const tolerance of [1e-4, 1e-6, 1e-9]) {
    const { time, states, voltage, current } = simulateModel(drift, drive, { duration: 2, tolerance });
    let worst = 0;
    time.forEach((s, k) => {
      worst = Math.max(worst, Math.abs(states[k]! - driftAt((0.2 * (1 - Math.cos(omega * s))) / omega)));
    });
    t.log(`tolerance ${tolerance}: ${worst.toExponential(1)} away at most`);
    t.true(worst < 3 * tolerance);
    t.deepEqual(
      current,
      voltage.map((volt, k) => volt * states[k]!),
    );
  }
});

test('a stiff relaxation follows its drive in few steps', t => {
  let calls = 0;
  const stiff = model((volt, x) => {
    calls++;
    return 1e8 * (volt - x);
  });
  const { states, voltage } = simulateModel(stiff, s => 0.5 + 0.4 * Math.cos(s), { duration: 10, maxStep: 1 });
  t.true(states.every((x, k) => k < 1 || Math.abs(x - voltage[k]!) < 1e-4));
  t.true(calls < 100_000, `${calls} rates`);
});

test('noise acts between its changes, and corners that meet them but for rounding leave no crumbs of time', t => {
  // Corners as multiples of 0.1, changes at multiples of 0.05 and, some 1e-17 away, of 0.1/3.
  const corners = [0.1, 0.2, 0.3, 0.6, 0.7];
  for (const hold of [0.05, 0.1 / 3]) {
    const noisy: CompactModel = {
      ...model(() => 0),
      random: { hold, at: interval => interval % 3 },
      rate: (_volt, _state, out, chi = 0) => {
        out[0] = chi;
      },
    };
    const duration = 0.9;
    const points = Array.from({ length: Math.round(duration / hold) + 1 }, (_, k) => Math.min(k * hold, duration));
    const { states } = simulateModel(noisy, () => 1, { duration, breakpoints: corners, points });
    let sum = 0;
    points.forEach((_, k) => {
      t.true(Math.abs(states[k]! - sum) < 1e-9, `${k}: ${states[k]}, not ${sum}`);
      sum += (k % 3) * hold;
    });
  }
});

test('states meet their bounds, stay and leave them on time', t => {
  // x = ∫ v, bounded: up to 1 at t = 1, held until the drive turns at 2.5, back to 0 at 4.5.
  const square = model(volt => volt);
  const drive = (s: number): number => (s < 2.5 ? 1 : -0.5);
  const { time, states } = simulateModel(square, drive, { duration: 6, breakpoints: [2.5], maxStep: 6 });
  time.forEach((s, k) => {
    const x = s < 2.5 ? Math.min(1, s) : Math.max(0, 1 - 0.5 * (s - 2.5));
    t.true(Math.abs(states[k]! - x) < 2e-6, `${states[k]} at ${s}, not ${x}`);
  });
  t.is(last(states), 0);
  // Smooth: the drive turns at π, from when on x = 1 − (1 + cos s).
  const turned = simulateModel(square, Math.sin, { duration: 2 * Math.PI, maxStep: 1 });
  turned.time.forEach((s, k) => {
    const x = s < Math.PI ? Math.min(1, 1 - Math.cos(s)) : Math.max(0, -Math.cos(s));
    t.true(Math.abs(turned.states[k]! - x) < 1e-5, `${turned.states[k]} at ${s}, not ${x}`);
  });
});

test('bounds in units of their own, several states, and a start on a bound', t => {
  const two: CompactModel = {
    name: 'two',
    states: [
      { name: 'n', unit: '1/m3', min: 8e23, max: 2e27, initial: 2e27, perVolt: 1e26 },
      { name: 'g', unit: 'm', min: 2e-10, max: 1.7e-9, initial: 2e-10, perVolt: 1e-9 },
    ],
    current: (volt, state) => volt * state[0]!,
    rate: (volt, state, out) => {
      out[0] = -volt * (state[0]! - 8e23);
      out[1] = state[1]! >= 1.7e-9 ? 0 : volt * 1e-9;
    },
    subcircuit: () => '',
  };
  const { time, states } = simulateModel(two, () => 1, { duration: 2, tolerance: 1e-9 });
  time.forEach((s, k) => {
    t.true(Math.abs(states[2 * k]! / (8e23 + (2e27 - 8e23) * Math.exp(-s)) - 1) < 1e-7);
    t.true(Math.abs(states[2 * k + 1]! - Math.min(1.7e-9, 2e-10 + s * 1e-9)) < 1e-17);
  });
});

test('a jump of the drive at a breakpoint is seen from either side only', t => {
  const integral = model(volt => volt / 10);
  const drive = (s: number): number => (s < 1 ? 1 : s < 2 ? 3 : 0);
  const { states } = simulateModel(integral, drive, { duration: 3, breakpoints: [2, 1], points: [0, 1, 2, 3] });
  [0, 0.1, 0.4, 0.4].forEach((x, k) => {
    t.true(Math.abs(states[k]! - x) < 1e-9);
  });
});

test('what cannot be followed says when and where', t => {
  const blowUp = model((_, x) => 1 / (0.5 - x), 0, 1, 0);
  const error = t.throws(() => simulateModel(blowUp, () => 1, { duration: 1 }), { instanceOf: IntegrationError })!;
  t.true(Math.abs(error.seconds - 0.125) < 1e-3);
  t.true(Math.abs(error.state[0]! - 0.5) < 1e-2);
  const nan = model(volt => Math.log(-volt));
  t.throws(() => simulateModel(nan, () => 1, { duration: 1 }), {
    message: /at 0 s in state 0: its rates are NaN at 1 V/,
  });
});

test('refuses impossible options', t => {
  const refuse = (options: Partial<Parameters<typeof simulateModel>[2]>, message: RegExp): void => {
    const all = { duration: 1, ...options };
    t.throws(() => simulateModel(drift, () => 0, all), { name: 'InputError', message });
  };
  refuse({ duration: 0 }, /simulation of test: duration: found 0/);
  refuse({ tolerance: Number.NaN }, /tolerance: found NaN/);
  refuse({ maxStep: -1 }, /maxStep: found -1/);
  refuse({ points: 1 }, /points: found 1; expected a count of at least 2/);
  refuse({ points: [0, 2] }, /points\[1\]: found 2 s; expected times that ascend from 0 to 1 s/);
  refuse({ initial: new Float64Array([2]) }, /initial: x: found 2; expected from 0 to 1/);
  refuse({ initial: new Float64Array(2) }, /initial: found 2 numbers; expected one for each of 1 states/);
});
