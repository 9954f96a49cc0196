import test from 'ava';
import fc from 'fast-check';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { type JartConstants, schottkyCurrent, solveJart } from '../../../devices/compact/jart-circuit.js';
import { jartVcm } from '../../../devices/compact/jart-vcm.js';
import { conductancePolynomial, fittedCurrent, readRange } from '../../../devices/compact/read-cell.js';
import { triangle } from '../../../devices/compact/waveform.js';
import { InputError } from '../../../edge/error.js';

const model = jartVcm.create();
const [disc] = model.states as readonly [(typeof model.states)[number]];
const constants = Object.fromEntries(
  Object.entries(jartVcm.parameters).map(([name, { value }]) => [name, value]),
) as unknown as JartConstants;
const at = (density: number): Float64Array => Float64Array.of(density * 1e26);
const densities = [0.008, 0.02, 0.06, 0.2, 0.5, 1, 2, 8, 20];

/**
 * What Forschungszentrum Jülich fitted to this model for IBM's aihwkit (rpu_JART_v1b_device.h), A at V and N in 1e26/m³:
 * another source for the same currents, without a Schottky contact, a temperature or an equation to solve.
 */
function publishedFit(volt: number, density: number): number {
  const e = Math.exp;
  if (volt > 0) {
    const h = 5.548 + 6.8648 * volt + 51.586 * e(-0.36 * volt);
    return (-4.84e-3 * Math.expm1(-0.1353 * volt)) / (1 + h * (density / 0.008) ** -1.054) ** (1 / 1.0526);
  }
  const alpha0 = 4.81951e-5;
  const alpha = (alpha0 * (1 + e(-1.03685 / 0.34567))) / (1 + e(-(volt + 1.03685) / 0.34567)) - alpha0;
  const beta = 4.2383e-5 * (1 - e(-volt)) - 7.0526e-4 * volt;
  const c = 4.2125 * e(-volt / 1.4134) + 2.8646 * volt - 4.004;
  const d = 7.4235 * e(-volt / 4.0585) + 1.4524 * volt - 6.6103;
  const f = 6.326e-4 + (1.4711 - 6.326e-4) / (1 + (-volt / 0.5199) ** 1.561);
  return -alpha - beta / (1 + (c / density) ** d) ** f;
}

test('currents are those of the published fit, in the states it is used for', t => {
  let worst = 0;
  for (const density of [0.06, 0.1, 0.2, 0.5, 1, 2])
    for (const volt of [0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.3, -0.1, -0.2, -0.342, -0.5, -0.7, -1, -1.3])
      worst = Math.max(worst, Math.abs(model.current(volt, at(density)) / publishedFit(volt, density) - 1));
  t.log(`${(100 * worst).toFixed(1)} % away at most`);
  t.true(worst < 0.08);
  // Low and high resistance at the read voltage of that source.
  const [low, high] = [0.2 / model.current(0.2, at(2)), 0.2 / model.current(0.2, at(0.06))];
  t.log(`${low.toFixed(0)} ohm and ${high.toFixed(0)} ohm at 0.2 V`);
  t.true(Math.abs(low - 1838) < 5 && Math.abs(high - 9985) < 30);
});

test('every solution obeys the circuit: voltages add up, one current, one temperature', t => {
  fc.assert(
    fc.property(
      fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      fc.double({ min: Math.log(disc.min), max: Math.log(disc.max), noNaN: true }),
      (volt, log) => {
        const vacancies = Math.min(Math.max(Math.exp(log), disc.min), disc.max);
        const { current, schottky, disc: vDisc, plug, temperature } = solveJart(constants, volt, vacancies);
        const line = 719.244 * (1 + 719.244 * 3.92e-3 * current ** 2 * 90471.5);
        t.true(Math.abs(schottky + vDisc + plug + current * (650 + line) - volt) < 1e-14);
        const power = current * (schottky + vDisc + plug);
        t.true(power >= 0 && current * volt >= 0);
        t.true(Math.abs(temperature - 293 - 15.72e6 * (volt > 0 ? 0.27 : 1) * power) < 1e-9 * temperature);
        const contact = schottkyCurrent(constants, schottky, temperature, vacancies);
        t.true(Math.abs(contact - current) <= 1e-9 * Math.abs(current) + 1e-18, `${volt} V: ${contact}, ${current} A`);
      },
    ),
  );
});

test('there are three solutions at 0.2 V in a low state; the one that goes on from 0 V is taken', t => {
  const vacancies = 2e26;
  const jump = 0.18 - 0.1;
  const below = schottkyCurrent(constants, jump - 1e-4, 310, vacancies);
  const above = schottkyCurrent(constants, jump + 1e-4, 310, vacancies);
  t.true(below > 10 * above, 'the contact carries less above the jump than below');
  for (const density of densities) {
    let last = solveJart(constants, 0, density * 1e26);
    for (let k = 1; k <= 1300; k++) {
      const next = solveJart(constants, k / 1000, density * 1e26);
      const [rise, resistance] = [next.current - last.current, last.schottky < jump];
      t.true(rise > 0 && rise < 1e-3 / 1300, `${density}, ${k} mV: ${rise} A more`);
      t.true(resistance);
      last = next;
    }
  }
});

/** What the same source steps N with, from its own currents: 1/(m³ s) at V and N in 1e26/m³. */
function publishedRate(volt: number, density: number): number {
  const amps = publishedFit(volt, density);
  const area = Math.PI * 45e-9 ** 2;
  const inFilament = volt - amps * (650 + 719.244 + 719.244 ** 2 * 3.92e-3 * 90471.5 * amps ** 2);
  const field = volt > 0 ? inFilament / 3e-9 : amps / (2 * 1.602176634e-19 * 4e-6 * 1e26 * area * density);
  const kT = 8.617333262e-5 * (293 + 15.72e6 * (volt > 0 ? 0.27 : 1) * amps * inFilament);
  const gamma = (2 * 0.25e-9 * field) / (1.35 * Math.PI);
  const middle = 1.35 * (Math.sqrt(1 - gamma ** 2) + gamma * Math.asin(gamma));
  const half = (1.35 * gamma * Math.PI) / 2;
  const limit = 1 - (volt > 0 ? 0.008 / density : density / 20) ** 10;
  const hops = Math.exp(-(middle - half) / kT) - Math.exp(-(middle + half) / kT);
  return ((((-20 - density) / 2) * 1e26 * 0.25e-9 * 2e13) / 0.4e-9) * limit * hops;
}

test('rates are those of the published steps, as far as an exponential of the currents can be', t => {
  const rate = new Float64Array(1);
  const apart: number[] = [];
  for (const density of [0.06, 0.1, 0.2, 0.5, 1, 2])
    for (const volt of [-0.342, 0.7065]) {
      model.rate(volt, at(density), rate);
      apart.push(Math.log(rate[0]! / publishedRate(volt, density)));
    }
  t.log(apart.map(x => `${(100 * Math.expm1(x)).toFixed(0)} %`).join(', '));
  t.true(apart.every(x => Math.abs(x) < 0.7));
});

/** A sweep to −1.5 V and +1.5 V at `speed` (V/s). */
function sweep(speed: number): { set: number; on: number; reset: number; after: number; last: number } {
  const period = 6 / speed;
  const wave = triangle(-1.5, period);
  const { time, voltage, states } = simulateModel(model, wave.at, {
    duration: period,
    breakpoints: wave.breakpoints(period),
    points: 20_001,
  });
  const first = (test: (x: number) => boolean, from: number): number =>
    states.findIndex((x, k) => k >= from && test(x));
  const set = first(x => x > 10 * disc.min, 0);
  const on = first(x => x > disc.max / 2, set);
  const reset = first(x => x < disc.max / 2, 10_000);
  const after = states[reset + 20]!;
  return {
    set: voltage[set]!,
    on: (time[on]! - time[set]!) / period,
    reset: voltage[reset]!,
    after,
    last: states.at(-1)!,
  };
}

test('SET at negative voltage, at once, and the later the faster the sweep; RESET at positive voltage', t => {
  const sweeps = [1, 30, 1e3].map(sweep);
  for (const { set, on, reset, after, last } of sweeps) {
    t.log(`SET at ${set.toFixed(3)} V within ${on.toExponential(1)} of the period, RESET at ${reset.toFixed(3)} V`);
    t.log(`6 mV later N is ${after.toExponential(2)}, in the end ${last.toExponential(2)}`);
    t.true(on < 1e-3);
    t.true(last < after && last < 4 * disc.min);
  }
  const [slow, middle, fast] = sweeps.map(({ set }) => set) as [number, number, number];
  t.true(slow > middle && middle > fast && slow < -0.55 && fast > -1.2);
});

test('read cells fit the circuit to 2e-3 from 10 mV on and to 1e-3 of full scale', t => {
  for (const density of densities)
    for (const sign of [1, -1]) {
      const current = (volt: number): number => model.current(sign * volt, at(density)) / sign;
      const fit = conductancePolynomial(volt => current(volt) / volt);
      let [relative, ofFull, last] = [0, 0, 0];
      for (let k = 1; k <= 400; k++) {
        const volt = readRange * (k / 400) ** 2;
        const fitted = fittedCurrent(fit, volt);
        const error = Math.abs(fitted - current(volt));
        t.true(fitted > last, 'the current rises');
        last = fitted;
        if (volt >= 0.01) relative = Math.max(relative, error / current(volt));
        ofFull = Math.max(ofFull, error / current(readRange));
      }
      t.log(`${density}, ${sign}: ${relative.toExponential(1)}, ${ofFull.toExponential(1)} of full scale`);
      t.true(relative < 2e-3 && ofFull < 1e-3);
    }
});

test('impossible constants are refused', t => {
  t.throws(() => jartVcm.create({ minVacancies: 1e28, maxVacancies: 1e27 }), { message: /minVacancies.*less than/ });
  t.throws(() => jartVcm.create({ initial: 1e23 }), { instanceOf: InputError, message: /initial/ });
  t.throws(() => jartVcm.create({ discLength: 2e-9, cellLength: 2e-9 }), { message: /discLength/ });
});
