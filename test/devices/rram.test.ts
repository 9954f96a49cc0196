import test from 'ava';
import { rramDevice } from '../../devices/rram.js';

const hfo2 = rramDevice({ window: { min: 9e-6, max: 237e-6 }, logDeviation: 0.06, readNoise: 0.01, temperature: 300 });

test('the median device is on target, and one deviation away is a factor of exp(σ)', t => {
  t.is(hfo2.program(1e-4, 0), 1e-4);
  t.true(Math.abs(hfo2.program(1e-4, 1) / 1e-4 - Math.exp(0.06)) < 1e-15);
  t.true(Math.abs(hfo2.program(1e-4, -1) * hfo2.program(1e-4, 1) - 1e-8) < 1e-22);
});

test('conductances are held for ever, and the model says that it knows no better', t => {
  t.is(hfo2.driftExponent(1e-4, 3), 0);
  t.is(hfo2.conductance(1e-4, 0, 1e9), 1e-4);
  t.is(hfo2.referenceTime, 0);
  t.true(hfo2.limits.some(limit => limit.includes('no retention model')));
});

test('read noise is the same share of every conductance', t => {
  t.is(hfo2.readNoise(9e-6), 0.01);
  t.is(hfo2.readNoise(237e-6), 0.01);
});
