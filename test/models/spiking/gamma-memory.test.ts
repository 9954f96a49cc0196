import test from 'ava';
import { gammaMemoryStates } from '../../../models/spiking/gamma-memory.js';
import { neuronStates } from '../../../models/spiking/neuron-states.js';
import { apart } from '../../compiler/builders.js';
import { of } from './builders.js';

/** What each bucket of channel 0 of 2 is at every step after an input of 1 at the first. */
function response(decays: Float64Array, steps: number): number[][] {
  const memory = gammaMemoryStates({ width: 2, decays }, 1);
  return Array.from({ length: steps }, (_, t) => {
    memory.step(of(t === 0 ? 1 : 0, 0), 1);
    return [...decays.keys()].map(k => memory.buckets[2 * k]!);
  });
}

test('buckets answer to an impulse by the gamma distribution', t => {
  // With one α for all, bucket k > 0 at step n is C(n, k) (1 − α)^k α^(n − k): the k-fold product of geometric series.
  const alpha = 0.7;
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  response(of(alpha, alpha, alpha), 40).forEach((found, n) => {
    const wanted = [0, 1, 2].map(k => (n < k ? 0 : choose(n, k) * (1 - alpha) ** k * alpha ** (n - k)));
    t.true(apart(found, wanted) < 1e-14);
  });
});

test('behind the first, a bucket has gain 1 and a mean delay of 1/(1 − α) steps', t => {
  const rows = response(of(0, 0.8, 0.9), 2000);
  const sum = (k: number): number => rows.reduce((total, row) => total + row[k]!, 0);
  const delay = (k: number): number => rows.reduce((total, row, n) => total + n * row[k]!, 0);
  for (const [k, mean] of [0, 5, 15].entries()) {
    t.true(Math.abs(sum(k) - 1) < 1e-12);
    t.true(Math.abs(delay(k) - mean) < 1e-10);
  }
});

test('channels and series do not feel each other', t => {
  const memory = gammaMemoryStates({ width: 2, decays: of(0.5, 0.5) }, 2);
  memory.step(of(1, 0, 0, 2), 2);
  memory.step(of(0, 0, 0, 0), 1);
  t.deepEqual([...memory.buckets], [0.5, 0, 0.5, 0, 0, 2, 0, 0]);
});

// From the moment that an estimate has caught up, y falls no faster than α lets the estimate, and rises less than 2ϑ a step.
test('the first bucket is the estimate of a gamma spiker, within 2ϑ of what it follows', t => {
  const [tau, threshold] = [50, 0.05];
  const neuron = { model: 'gamma', timeStep: 1, timeConstant: of(tau), threshold: of(threshold) } as const;
  const spiker = neuronStates(neuron, 1);
  const memory = gammaMemoryStates({ width: 1, decays: of(Math.exp(-1 / tau)) }, 1);
  for (let n = 0; n < 500; n++) {
    const y = 1 + 0.5 * Math.sin(n / 100);
    spiker.step(of(y), 1);
    memory.step(of(2 * threshold * spiker.outputs[0]!), 1);
    if (n > 20) t.true(Math.abs(y - memory.buckets[0]!) <= 2 * threshold, `${n}: ${y} against ${memory.buckets[0]}`);
  }
});

test('decays that do not decay are refused', t => {
  t.throws(() => gammaMemoryStates({ width: 1, decays: of(0.5, 1) }, 1), {
    message: 'gamma memory: decays[1]: found 1; expected at least 0 and below 1',
  });
  t.throws(() => gammaMemoryStates({ width: 1, decays: of() }, 1), { message: /decays: found none/ });
});
