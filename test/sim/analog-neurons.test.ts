import test from 'ava';
import { phaseFactors, turningConductances } from '../../compiler/active-phase.js';
import { elementsOf, spikingCircuits } from '../../compiler/spiking-circuit.js';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { maxAbs } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { analogNeuronStates } from '../../sim/analog-neurons.js';
import { hardwareEngine } from '../../sim/engine.js';
import { lif } from '../models/builders.js';
import { analog, circuitNeurons, spikingChip } from './spiking-chips.js';

const conditions = { time: 0, compensation: 'none', duration: 1 } as const;

for (const neuron of circuitNeurons(6)) {
  const kind = [
    neuron.model,
    'discretisation' in neuron ? neuron.discretisation : '',
    'reset' in neuron ? neuron.reset : '',
  ].join(' ');
  for (const back of [0, 0.5])
    test(`with flawless devices the circuit is the model: ${kind}${back ? ', recurrent' : ''}`, t => {
      // `chip` compiles the recurrent product of values as that of spikes only where they are.
      const { program, set } = spikingChip(neuron, 6, { back });
      const wanted = runGraph(program.graph, set, referenceEngine()).scores.data;
      const found = runGraph(program.graph, set, hardwareEngine(program, conditions)).scores.data;
      const largest = maxAbs(wanted);
      t.true(largest > 0);
      if ('threshold' in neuron) t.deepEqual(found, wanted);
      else
        wanted.forEach((value, k) => {
          // The same numbers by another way: rounding errors of some hundred operations.
          t.true(Math.abs(found[k]! - value) < 1e-11 * largest, `${found[k]}, ${value}`);
        });
    });
}

test('a neuron is held for its refractory steps, whatever drives it', t => {
  // Spikes at every step without a refractory time.
  const { program } = spikingChip(lif(1, { threshold: Float64Array.of(0.1) }), 1);
  const elements = elementsOf(program, spikingCircuits(program)[0]!);
  const fired = (refractorySteps: number): number[] => {
    const states = analogNeuronStates({ ...elements, refractorySteps }, 1, { steps: null, swing: 0.5 });
    return Array.from({ length: 12 }, () => {
      states.step(Float64Array.of(10), 1);
      return states.outputs[0]!;
    }).flatMap((z, k) => (z === 1 ? [k] : []));
  };
  t.is(fired(0).length, 12);
  t.deepEqual(fired(3), [0, 4, 8]);
});

test('a balanced resonator goes where the conductances of its refractory variable take it', t => {
  const width = 4;
  const neuron = circuitNeurons(width).find(({ model }) => model === 'brf')!;
  const { program } = spikingChip(neuron, width);
  const elements = elementsOf(program, spikingCircuits(program)[0]!);
  const { balance, capacitance, phase, voltsPerUnit } = elements;
  const states = analogNeuronStates(elements, 1, { steps: null, swing: 0.5 });
  const [u, w, q] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  let spikes = 0;
  for (let step = 0; step < 50; step++) {
    const drive = step % 7 === 0 ? 10 : 0;
    states.step(new Float64Array(width).fill(drive), 1);
    for (let i = 0; i < width; i++) {
      const { real, imaginary, timeStep, decay } = balance!;
      const of = turningConductances(real[i]! - timeStep * q[i]!, imaginary[i]!, timeStep, capacitance, phase);
      const { uu, uw, wu, ww, ux, wx } = phaseFactors(of, capacitance, phase);
      const x = voltsPerUnit * drive;
      [u[i], w[i]] = [uu * u[i]! + uw * w[i]! + ux * x, wu * u[i]! + ww * w[i]! + wx * x];
      // Logarithm and exponential of a turn, each within a few roundings, over 50 steps.
      t.true(Math.abs(states.membranes[i]! - u[i]!) < 1e-12 * 0.5);
      q[i] = decay * q[i]! + states.outputs[i]!;
      spikes += states.outputs[i]!;
    }
  }
  t.true(spikes > 5, `${spikes}`);
});

test('noise of comparators moves decisions that are near the threshold, and no others', t => {
  const width = 1000;
  const { program } = spikingChip(lif(width), width);
  const elements = elementsOf(program, spikingCircuits(program)[0]!);
  const share = (level: number): number => {
    const noise = { volts: 0.01, draws: randomStream(1, 'noise') };
    const states = analogNeuronStates(elements, 1, { steps: null, swing: 0.5, noise });
    // gain 1/20: what puts the membrane to `level` of its threshold of 0.2 in one step.
    states.step(new Float64Array(width).fill(level * 0.2 * 20), 1);
    return states.outputs.reduce((sum, z) => sum + z, 0) / width;
  };
  t.is(share(0.8), 0);
  t.is(share(1.2), 1);
  // At the threshold half of them spike, ±1.6 % as 1000 draws go; a deviation below, 15.9 % ± 1.2 %.
  t.true(Math.abs(share(1) - 0.5) < 0.06, `${share(1)}`);
  t.true(Math.abs(share(0.98) - 0.159) < 0.05, `${share(0.98)}`);
});

test('values leave through a converter of the swing', t => {
  const [, li] = circuitNeurons(4);
  const on = { adc: { bits: 8, headroom: 1.1, shared: 8 } };
  const { program, set } = spikingChip(li!, 4, { on });
  const { voltsPerUnit } = elementsOf(program, spikingCircuits(program)[0]!);
  const wanted = runGraph(program.graph, set, referenceEngine()).scores.data;
  const found = runGraph(program.graph, set, hardwareEngine(program, conditions)).scores.data;
  const step = analog.swing / voltsPerUnit / 127;
  let worst = 0;
  found.forEach((value, k) => {
    worst = Math.max(worst, Math.abs(value - wanted[k]!));
  });
  t.true(worst > step / 4 && worst <= step / 2 + 1e-12, `${worst}, ${step}`);
});
