import test from 'ava';
import fc from 'fast-check';
import type { Neuron } from '../../../models/spiking/neuron.js';
import { neuronStates } from '../../../models/spiking/neuron-states.js';
import { li, lif, of, resonance } from './builders.js';

const alif: Neuron = {
  ...{ model: 'alif', timeStep: 1, timeConstant: of(5, 9), adaptationTimeConstant: of(20, 30) },
  ...{ baseline: of(0.1, 0.2), strength: of(1.8, 1) },
};
const swing = resonance([5, 20], [1, 2]);
const leak = lif({ timeConstant: of(7, 9) });
const spiking: readonly Neuron[] = [
  leak,
  { ...leak, model: 'cuba-lif', synapseTimeConstant: of(3, 4), inputWeight: of(1, 2), current: 'new' },
  { ...leak, model: 'if' },
  alif,
  { model: 'rf', ...swing },
  { model: 'izhikevich-rf', ...swing },
  { model: 'brf', ...swing, refractoryDecay: 0.9 },
  { model: 'hrf', ...swing, refractoryDecay: 0.9 },
  { model: 'gamma', timeStep: 1, timeConstant: of(7, 9), threshold: of(0.2, 0.3) },
];

for (const neuron of spiking)
  test(`${neuron.model}: there is a spike exactly where the membrane is above the threshold`, t => {
    const scale = 'frequency' in neuron ? 300 : 3;
    let seen = 0;
    const drives = fc.array(fc.double({ min: -1, max: 2, noNaN: true }), { minLength: 240, maxLength: 240 });
    fc.assert(
      fc.property(drives, values => {
        const states = neuronStates(neuron, 3);
        for (let t = 0; t < 40; t++) {
          const drive = Float64Array.from(values.slice(6 * t, 6 * t + 6), x => scale * x);
          states.step(drive, 3);
          states.outputs.forEach((z, k) => {
            seen += z;
            if (z !== (states.membranes[k]! > states.thresholds![k]! ? 1 : 0)) throw new Error(`step ${t}, entry ${k}`);
          });
        }
      }),
      { numRuns: 20, seed: 5 },
    );
    t.true(seen > 0);
  });

test('the threshold of a balanced resonator is θ + Σ γ^k over the spikes of k + 1 steps before', t => {
  const states = neuronStates({ model: 'brf', ...resonance([10], [0.5]), refractoryDecay: 0.9 }, 1);
  const spiked: number[] = [];
  for (let step = 0; step < 60; step++) {
    states.step(of(80), 1);
    const expected = 1 + spiked.reduce((sum, at) => sum + 0.9 ** (step - 1 - at), 0);
    // Sums of up to 60 terms, each rounded.
    t.true(Math.abs(states.thresholds![0]! - expected) < 1e-13 * 60);
    if (states.outputs[0] === 1) spiked.push(step);
  }
  t.true(spiked.length > 1);
});

test('that of an adaptive neuron rises by strength·(1 − ρ) a step after a spike', t => {
  const states = neuronStates(alif, 1);
  states.step(of(100, 0), 1);
  t.deepEqual([...states.outputs], [1, 0]);
  t.deepEqual([...states.thresholds!], [0.1, 0.2]);
  states.step(of(0, 0), 1);
  t.true(Math.abs(states.thresholds![0]! - (0.1 + 1.8 * (1 - Math.exp(-1 / 20)))) < 1e-15);
});

test('that of sigma-delta is of magnitudes; neurons that yield values have none', t => {
  const states = neuronStates({ model: 'sigma-delta', threshold: of(0.5), bias: of(0) }, 2);
  t.deepEqual([...states.thresholds!], [0.5, 0.5]);
  t.is(neuronStates(li(5), 2).thresholds, undefined);
});
