import test from 'ava';
import { formedShare, formingVoltages } from '../../devices/forming.js';
import { hfo2RadarForming } from '../../devices/statistical/hfo2-radar-fit.js';
import { normalDistribution } from '../../numeric/normal-distribution.js';
import { randomStream } from '../../numeric/random.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';

test('a single population forms at μ + σ z', t => {
  const one = { shares: [1], means: [3], deviations: [0.2] };
  formingVoltages(one, Float64Array.of(-3, 0, 1, 7)).forEach((volt, k) => {
    t.true(Math.abs(volt - (3 + 0.2 * [-3, 0, 1, 7][k]!)) < 1e-10);
  });
});

test('voltages rise with z, and the share that has formed by then is Φ(z)', t => {
  const z = Float64Array.from({ length: 61 }, (_, k) => -6 + 0.2 * k);
  const volts = formingVoltages(hfo2RadarForming, z);
  volts.forEach((volt, k) => {
    if (k > 0) t.true(volt > volts[k - 1]! || volt === 0);
    if (volt > 0) t.true(Math.abs(formedShare(hfo2RadarForming, volt) - normalDistribution(z[k]!)) < 1e-10);
  });
  t.true(formingVoltages(hfo2RadarForming, Float64Array.of(-50))[0]! >= 0);
});

// Levy et al. (doi 10.1109/TED.2021.3097975): 8193 cells, in steps of 50 mV; mean, deviation and shares of the steps.
test('cells of the model form in the measured steps', t => {
  const z = new Float64Array(30_000);
  randomStream(1, 'forming').fillNormal(z, 0);
  const steps = formingVoltages(hfo2RadarForming, z).map(volt => 0.05 * Math.ceil(volt / 0.05));
  t.true(Math.abs(mean(steps) - 3.1504) < 0.005, `${mean(steps)}`);
  t.true(Math.abs(sampleDeviation(steps) - 0.2699) < 0.01, `${sampleDeviation(steps)}`);
  for (const [volt, measured] of [
    [2.05, 0.0106],
    [2.5, 0.0275],
    [2.9, 0.1223],
    [3.2, 0.5864],
    [3.6, 0.9923],
  ] as const) {
    // biome-ignore format: one thing
    const share = steps.filter(step => step <= volt + 1e-9).length / steps.length;
    t.true(Math.abs(share - measured) < 0.01 && Math.abs(Math.log(share / measured)) < 0.2, `${volt}: ${share}`);
  }
});
