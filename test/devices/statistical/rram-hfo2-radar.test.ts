import test from 'ava';
import fc from 'fast-check';
import { hfo2RadarFit as fit } from '../../../devices/statistical/hfo2-radar-fit.js';
import { bakes } from '../../../devices/statistical/rram-hfo2-radar.js';
import { createDevice } from '../../../devices/table.js';
import { randomStream } from '../../../numeric/random.js';
import { deviation, mean } from '../../../numeric/statistics.js';

const device = createDevice('rram-hfo2-radar');
const energy = 2.25;
const one = (value: number): Float64Array => Float64Array.of(value);

function normals(purpose: string, count: number): Float64Array {
  const out = new Float64Array(count);
  randomStream(1, purpose).fillNormal(out, 0);
  return out;
}

/** µS of many devices written to `target` µS, and their traits. */
function written(target: number, count = 4000, change: Record<string, number> = {}) {
  const { programming, retention } = createDevice('rram-hfo2-radar', change);
  const targets = new Float64Array(count).fill(target * 1e-6);
  const programmed = programming.program(targets, normals('programming', count));
  const traits = retention.traits(targets, normals('drift', count));
  return {
    programmed: programmed.map(g => g * 1e6),
    after: (seconds: number, kelvin: number) => retention.age(programmed, traits, seconds, kelvin).map(g => g * 1e6),
  };
}

// Levy et al. (doi 10.1109/TED.2021.3097975): mean and deviation in µS of 32 cells, before 30 min at 80 °C and after.
const measured: [target: number, before: [number, number], after: [number, number]][] = [
  [226.25, [226.49, 3.18], [224.97, 4.43]],
  [188.75, [188.46, 2.69], [185.68, 3.29]],
  [143.75, [140.3, 7.39], [131.33, 15.95]],
  [106.25, [101.19, 10.08], [87.17, 19.7]],
  [68.75, [58.76, 16.66], [39.48, 27.48]],
  [38.75, [24.76, 11.19], [18.41, 14.14]],
  [1.25, [6.95, 5.03], [8.94, 6.81]],
];

for (const [target, before, after] of measured)
  test(`${target} µS: means within 2 standard errors of the measured ones, deviations within 25 %`, t => {
    const cells = written(target);
    for (const [values, [centre, width]] of [
      [cells.programmed, before],
      [cells.after(1800, 353.15), after],
    ] as const) {
      // biome-ignore format: one thing
      t.true(Math.abs(mean(values) - centre) < (2 * width) / Math.sqrt(32), `${mean(values)}, ${centre}`);
      t.true(Math.abs(deviation(values) / width - 1) < 0.25, `${deviation(values)}, ${width}`);
    }
  });

test('well above the floor the closed forms hold: target + bias ± σ, then shift ± s', t => {
  const many = written(196.25, 100_000);
  const [bias, width, spread] = [fit.bias[26]!, fit.deviation[26]!, fit.spread[26]!];
  t.true(Math.abs(mean(many.programmed) - 196.25 - bias) < 0.05);
  t.true(Math.abs(deviation(many.programmed) / width - 1) < 0.05);
  const traits = device.retention.traits(new Float64Array(100_000).fill(196.25e-6), normals('drift', 100_000));
  t.true(Math.abs(mean(traits)) < 0.02e-6);
  t.true(Math.abs(deviation(traits) / (spread * 1e-6) - 1) < 0.02);
  const aged = device.retention.age(one(140e-6), one(2e-6), 1800, 353.15)[0]!;
  t.true(Math.abs(aged - (140 - 9.5 + 2) * 1e-6) < 1e-11);
});

test('the spread grows with time and with temperature', t => {
  for (const target of [226.25, 143.75, 91.25]) {
    const cells = written(target);
    const moved = (seconds: number, kelvin: number): number =>
      deviation(cells.after(seconds, kelvin).map((g, k) => g - cells.programmed[k]!));
    let last = 0;
    for (const seconds of [0, 1, 60, 3600, 86400]) {
      const now = moved(seconds, 300);
      t.true(seconds === 0 ? now === 0 : now > last, `${target} µS, ${seconds} s`);
      last = now;
    }
    t.true(moved(1800, 330) > moved(1800, 300) && moved(1800, 353.15) > moved(1800, 330));
  }
});

test('Arrhenius: t at T₁ is t·exp(E/k (1/T₂ − 1/T₁)) at T₂, for every device', t => {
  for (const activationEnergy of [1, 2.25]) {
    const cells = written(91.25, 300, { activationEnergy });
    const times = Math.exp((activationEnergy / 8.617333262e-5) * (1 / 310 - 1 / 360));
    const [hot, cool] = [cells.after(600, 360), cells.after(600 * times, 310)];
    hot.forEach((g, k) => {
      t.true(Math.abs(g - cool[k]!) < 1e-10 * g + 1e-12);
    });
  }
  t.true(Math.abs(bakes(1800, 353.15, energy) - 1) < 1e-12);
  // ∝ t^(q/E), and exp(−q/kT) at equal times.
  t.true(Math.abs(bakes(18000, 353.15, energy) - 10 ** (0.15 / energy)) < 1e-12);
  const heat = Math.log(bakes(1800, 430.15, energy)) / (1 / 353.15 - 1 / 430.15);
  t.true(Math.abs(heat * 8.617333262e-5 - 0.15) < 1e-9);
});

test('one device, one life: nothing is drawn when it ages, and at 0 s it is as programmed', t => {
  const cells = written(91.25, 50);
  t.deepEqual(cells.after(1e6, 320), cells.after(1e6, 320));
  t.deepEqual(cells.after(0, 400), cells.programmed);
});

test('no draw, time or temperature makes a conductance that is none', t => {
  const z = fc.double({ min: -8, max: 8, noNaN: true });
  const target = fc.double({ min: 0, max: 300e-6, noNaN: true });
  fc.assert(
    fc.property(
      target,
      z,
      z,
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.double({ min: 294, max: 430, noNaN: true }),
      (g, error, drift, seconds, kelvin) => {
        // biome-ignore format: one thing
        const programmed = device.programming.program(one(g), one(error));
        const traits = device.retention.traits(one(g), one(drift));
        const [aged] = device.retention.age(programmed, traits, seconds, kelvin);
        const [white] = device.readNoise.white(programmed);
        return programmed[0]! >= 0 && programmed[0]! <= 263.5e-6 && aged! >= 0 && aged! <= 263.5e-6 && white! > 0 && white! < 1; // biome-ignore format: one thing
      },
    ),
  );
  t.is(device.retention.age(one(0), one(1e-5), 1e6, 400)[0], 0);
  t.pass();
});

test('each scale multiplies its own effect; 0 switches it off', t => {
  const off = createDevice('rram-hfo2-radar', { programmingScale: 0, retentionScale: 0, readNoiseScale: 0 });
  t.is(off.programming.program(one(5e-6), one(3))[0], 5e-6);
  t.is(off.retention.age(one(5e-6), one(1e-5), 1e6, 400)[0], 5e-6);
  t.is(off.readNoise.white(one(5e-6))[0], 0);
  const half = createDevice('rram-hfo2-radar', { programmingScale: 0.5 });
  const [whole, halved] = [device, half].map(each => each.programming.program(one(1e-4), one(1))[0]! - 1e-4);
  t.true(Math.abs(halved! / whole! - 0.5) < 1e-9);
});

test('refuses what was not measured', t => {
  const age = (seconds: number, kelvin: number) => (): Float64Array =>
    device.retention.age(one(1e-4), one(0), seconds, kelvin);
  const message = 'rram-hfo2-radar: temperature: found 440 K; expected from 293.15 K to 430.15 K';
  t.throws(age(60, 440), { name: 'InputError', message });
  t.throws(age(60, 290), { name: 'InputError' });
  t.throws(age(60, Number.NaN), { name: 'InputError' });
  t.throws(age(-1, 300), { name: 'InputError', message: 'rram-hfo2-radar: age: found -1 s; expected 0 s or more' });
  t.deepEqual(device.temperatures, [293.15, 430.15]);
  t.true(device.limits.some(limit => limit.includes('assumed activation energy')));
});
