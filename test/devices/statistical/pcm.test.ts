import test from 'ava';
import fc from 'fast-check';
import { splitReadNoise } from '../../../devices/read-noise.js';
import { driftStatistics, programmingDeviation } from '../../../devices/statistical/pcm.js';
import { list, oneDevice } from '../one.js';

const gMax = 25e-6;
const readTime = 250e-9;
const ages = { '1 s': 1, '60 s': 60, '1 h': 3600, '1 d': 86400, '1 y': 365 * 86400 };

const pcm = (change: Record<string, number> = {}) => oneDevice('pcm', change);

// aihwkit's PCMLikeNoiseModel, computed in Python from its formulas: σ_prog (µS), μ_ν, σ_ν, Q, then G/G0 at mean ν and
// σ_read/G, both at the five ages.
const golden: Record<string, [string, string, string, string, string, string]> = {
  0.05: ['0.3588', '0.0708', '0.0315', '0.06168', '.9965/.9065/.6920/.5527/.3639', '.258/.268/.294/.314/.348'],
  0.1: ['0.4482', '0.0601', '0.0229', '0.03931', '.9971/.9201/.7317/.6047/.4242', '.165/.171/.187/.200/.222'],
  0.2: ['0.6096', '0.0493', '0.0142', '0.02505', '.9976/.9339/.7737/.6616/.4945', '.105/.109/.119/.127/.141'],
  0.5: ['0.9527', '0.0490', '0.0080', '0.01381', '.9976/.9343/.7751/.6635/.4969', '.058/.060/.066/.070/.078'],
  1: ['1.0554', '0.0490', '0.0080', '0.00880', '.9976/.9343/.7751/.6635/.4969', '.037/.038/.042/.045/.050'],
};

for (const [relative, [error, mean, deviation, strength, retained, noise]] of Object.entries(golden)) {
  test(`the published fit at g = ${relative} g_max, to every digit of its table`, t => {
    const device = pcm();
    const target = Number(relative) * gMax;
    t.is((1e6 * (device.program(target, 1) - target)).toFixed(4), error);
    const exponent = device.trait(target, 0);
    t.is(exponent.toFixed(4), mean);
    t.is((device.trait(target, 1) - exponent).toFixed(4), deviation);
    t.is(device.flicker(target).toFixed(5), strength);
    const at = Object.values(ages);
    t.is(
      list(
        at.map(age => device.age(target, exponent, age) / target),
        4,
      ),
      retained,
    );
    const share = (age: number): number => {
      const { slow, fast } = splitReadNoise(age + device.referenceTime, readTime, 1e-3);
      return device.flicker(target) * Math.sqrt(slow + fast);
    };
    t.is(list(at.map(share), 3), noise);
  });
}

test('just after programming, drift has done nothing yet', t => {
  t.is(pcm().age(12e-6, 0.06, 0), 12e-6);
});

test('a window of another size rescales the error and nothing else', t => {
  const wide = pcm({ gMax: 4 * gMax });
  t.is(wide.program(2 * gMax, 1), 4 * pcm().program(gMax / 2, 1));
  t.is(wide.trait(2 * gMax, 0.7), pcm().trait(gMax / 2, 0.7));
  t.is(wide.flicker(2 * gMax), pcm().flicker(gMax / 2));
});

test('each scale multiplies its own effect; 0 switches it off', t => {
  const off = pcm({ programmingScale: 0, driftScale: 0, readNoiseScale: 0 });
  t.deepEqual([off.program(5e-6, 2), off.trait(5e-6, 2), off.flicker(5e-6)], [5e-6, 0, 0]);
  const half = pcm({ programmingScale: 0.5, driftScale: 0.5, readNoiseScale: 0.5 });
  const error = programmingDeviation(0.2, gMax);
  t.true(Math.abs(half.program(5e-6, 2) - 5e-6 - error) < 1e-20);
  t.is(half.trait(5e-6, 2), pcm().trait(5e-6, 2) / 2);
  t.is(half.flicker(5e-6), pcm().flicker(5e-6) / 2);
});

test('no draw makes a negative conductance, a negative exponent or a number that is none', t => {
  const device = pcm();
  const target = fc.double({ min: 0, max: gMax, noNaN: true });
  const z = fc.double({ min: -8, max: 8, noNaN: true });
  fc.assert(
    fc.property(target, z, z, (g, error, drift) => {
      const programmed = device.program(g, error);
      const exponent = device.trait(g, drift);
      const q = device.flicker(programmed);
      const aged = device.age(programmed, exponent, 3e7);
      return programmed >= 0 && exponent >= 0 && q > 0 && q <= 0.2 && aged >= 0 && aged <= programmed;
    }),
  );
  t.pass();
});

test('the statistics of ν stay within their published bounds, also at g = 0', t => {
  t.deepEqual(driftStatistics(0), { mean: 0.1, deviation: 0.045 });
  t.deepEqual(driftStatistics(1), { mean: 0.049, deviation: 0.008 });
  t.is(pcm().flicker(0), 0.2);
});
