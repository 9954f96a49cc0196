import test from 'ava';
import fc from 'fast-check';
import { accuracy, predict } from '../../models/classify.js';
import { type MemristorStep, milanoRates, type Network, rescaleBounds } from '../../models/network.js';
import {
  depressionRate,
  memristorStep,
  networkOutput,
  potentiationRate,
  referenceFeatures,
  referenceScores,
  rescale,
} from '../../models/reference.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { trainMars } from '../../models/train-mars.js';
import { tinyMars, univariate } from './builders.js';

const kp = (z: number) => potentiationRate(z, milanoRates);
const kd = (z: number) => depressionRate(z, milanoRates);
const k = (z: number) => kp(z) + kd(z);

const exact: MemristorStep = { rates: milanoRates, step: 0.1, retention: 1, integrator: 'exact' };
const euler: MemristorStep = { ...exact, integrator: 'euler' };

// The numbers follow from the constants alone: minimum of K at ln(kd0 ηd/(kp0 ηp))/(ηp + ηd), crossover at
// ln(kd0/kp0)/(ηp + ηd).
test('the rates over the voltage range of MARS', t => {
  const near = (actual: number, right: number, by: number) => t.true(Math.abs(actual - right) <= by, `${actual}`);
  near(k(0.35), 0.3557, 5e-5);
  near(kp(1.15), 9.8716, 5e-5);
  near(kd(1.15), 0.1583, 5e-5);
  near(k(1.15), 10.0299, 5e-5);
  near(kp(0.35) / k(0.35), 0.0093, 5e-5);
  near(kp(1.15) / k(1.15), 0.9842, 5e-5);

  const slowest = Math.log(500) / 11;
  near(slowest, 0.56496, 5e-6);
  near(k(slowest), 0.31261, 5e-6);
  for (let z = 0.35; z <= 1.15; z += 0.001) t.true(k(z) >= k(slowest));

  const crossover = Math.log(5000) / 11;
  near(crossover, 0.77429, 5e-6);
  near(kp(crossover) / kd(crossover), 1, 1e-14);
});

test('RESCALE runs from low to high and through their middle at 0', t => {
  const of = (v: number) => rescale(v, { ...rescaleBounds, steepness: 6 });
  t.is(of(-1e3), 0.35);
  t.is(of(1e3), 1.15);
  t.is(of(0), 0.75);
  t.true(Math.abs(of(Math.log(3) / 6) - (0.35 + 0.8 * 0.75)) < 1e-15);
});

test('the exact step stays between 0 and 1 and composes: two half pulses are one', t => {
  const half = { ...exact, step: 0.05 };
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.35, max: 1.15, noNaN: true }),
      (h, z) => {
        const whole = memristorStep(h, z, exact);
        t.true(whole >= 0 && whole <= 1);
        t.true(Math.abs(memristorStep(memristorStep(h, z, half), z, half) - whole) < 1e-15);
      },
    ),
  );
});

test('Euler converges to the exact step, with half the error for half the step', t => {
  const pulse = 0.4;
  const error = (steps: number) => {
    let h = 0.2;
    for (let i = 0; i < steps; i++) h = memristorStep(h, 0.95, { ...euler, step: pulse / steps });
    return Math.abs(h - memristorStep(0.2, 0.95, { ...exact, step: pulse }));
  };
  t.true(error(4000) < 1e-4);
  for (const steps of [500, 1000, 2000]) t.true(Math.abs(error(steps) / error(2 * steps) - 2) < 0.01);
});

// Three time steps of the tiny network, worked out in Python from the equations, without a matrix in sight.
test('a network by hand, both integrators', t => {
  const input = univariate('', ['', 0.3, -0.8, 1.1]);
  const right = {
    exact: [1.4444821423001208, -1.4510904773624131],
    euler: [1.2228037663317948, -1.7997015318247551],
  };
  for (const integrator of ['exact', 'euler'] as const) {
    const network = tinyMars(integrator);
    referenceFeatures(network, input).data.forEach((feature, i) => {
      t.true(Math.abs(feature - right[integrator][i]!) < 1e-14);
    });
    const scores = referenceScores(network, input).data;
    t.true(Math.abs(scores[1]! - right[integrator][1]! - 3) < 1e-14);
  }
});

test('exact and Euler part by little at the published step of 0.1', t => {
  const { train, test: unseen } = syntheticControl(1, 10);
  const share = (['exact', 'euler'] as const).map(integrator => {
    const network = trainMars(train, { units: 40, integrator }, 1);
    return accuracy(predict(referenceScores(network, unseen)), unseen);
  });
  t.true(Math.abs(share[0]! - share[1]!) <= 0.07, `${share}`); // 2 of 30 charts
});

// a ≤ exp(−Δ·min K) per step and layer, so what came 884 steps ago counts for less than 1e-12.
test('the state forgets: a shared tail of 1200 steps makes equal features', t => {
  const network = trainMars(syntheticControl(1, 4).train, { units: 12, blocks: 1, calibration: 0 }, 3);
  const tail = Array.from({ length: 1200 }, (_, t) => Math.sin(t));
  const features = referenceFeatures(network, univariate('', ['', ...tail], ['', 5, -3, 8, 8, 8, ...tail]));
  for (let i = 0; i < 12; i++) t.true(Math.abs(features.data[i]! - features.data[12 + i]!) < 1e-12);
});

test('normalised input does not feel the scale and offset of a series', t => {
  const network: Network = { ...tinyMars(), input: { channels: 1, normalize: 'series' } };
  const features = referenceFeatures(network, univariate('', ['', 1, 2, 4, 3], ['', 110, 120, 140, 130]));
  for (let i = 0; i < 2; i++) t.true(Math.abs(features.data[i]! - features.data[2 + i]!) < 1e-14);
});

test('wrong channels and gaps are refused', t => {
  const two = { ...univariate('', ['', 1, 2]), channels: 2 };
  t.throws(() => referenceFeatures(tinyMars(), two), {
    message: 'test set: found 2 channels; expected 1, as the network',
  });
  t.throws(() => referenceFeatures(tinyMars(), univariate('', ['', 1], ['', 1, 2, Number.NaN])), {
    message: /^test set: series 2: the value of channel 1 at time step 3 is missing; expected no gaps/,
  });
});

test('a series of other channels than the network has is refused', t => {
  const series = { values: Float64Array.of(1, 2, 3), length: 1, label: -1 };
  t.throws(() => networkOutput(tinyMars(), series), {
    name: 'InputError',
    message: 'series: found 3 values; expected 1, of 1 × 1 channels',
  });
});
