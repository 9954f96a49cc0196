import test from 'ava';
import { createDevice } from '../../../devices/table.js';

const hfo2 = createDevice('rram', { logDeviation: 0.06, flicker: 0.01 });
const one = (value: number): Float64Array => Float64Array.of(value);

test('the median device is on target, and one deviation away is a factor of exp(σ)', t => {
  const written = (z: number): number => hfo2.programming.program(one(1e-4), one(z))[0]!;
  t.is(written(0), 1e-4);
  t.true(Math.abs(written(1) / 1e-4 - Math.exp(0.06)) < 1e-15);
  t.true(Math.abs(written(-1) * written(1) - 1e-8) < 1e-22);
});

test('conductances are held for ever, and the model says that it knows no better', t => {
  t.deepEqual(hfo2.retention.age(one(1e-4), hfo2.retention.traits(one(1e-4), one(3)), 1e9, 300), one(1e-4));
  t.is(hfo2.retention.referenceTime, 0);
  t.true(hfo2.limits.some(limit => limit.includes('no retention model')));
});

test('read noise is the same share of every conductance', t => {
  t.deepEqual(hfo2.readNoise.flicker(Float64Array.of(9e-6, 237e-6)), Float64Array.of(0.01, 0.01));
});
