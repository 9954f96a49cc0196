import test from 'ava';
import { type NeuronRun, type Resonators, spikeBytes } from '../../../kernels/neuron-run.js';
import { runNeurons } from '../../../kernels/neurons.js';
import type { Neuron } from '../../../models/spiking/neuron.js';
import { neuronLaw } from '../../../models/spiking/neuron-law.js';
import { randomStream } from '../../../numeric/random.js';
import { of, resonance } from './builders.js';

// Frequencies as training leaves them: the squares of the first two are no normal numbers of float32, which begin at 1.2e-38.
const frequency = [2e-28, 1.3e-20, 1.2e-19, 5];
const neuron: Neuron = { model: 'brf', ...resonance(frequency, [0.1, 0.2, 0.3, 0.4]), refractoryDecay: 0.9 };

test('float32 has no frequencies that turn nothing', t => {
  const [wide, narrow] = (['float64', 'float32'] as const).map(type => neuronLaw(neuron, type) as Resonators);
  t.deepEqual(wide!.frequency, of(...frequency));
  t.deepEqual(narrow!.frequency, of(0, 0, 1.2e-19, 5));
  // What keeps the neurons from diverging comes from their own frequencies.
  t.deepEqual(narrow!.rest, wide!.rest);
});

test('no spike and no membrane feels that', t => {
  const steps = 3000;
  const normal = new Float64Array(4 * steps);
  randomStream(5, 'drive').fillNormal(normal, 0);
  const drive = Float32Array.from(normal, x => 20 * x);
  const run = (law: Resonators): Required<Pick<NeuronRun, 'spikes' | 'membranes'>> => {
    const results = { spikes: new Uint8Array(steps * spikeBytes(4)), membranes: new Float32Array(4 * steps) };
    runNeurons({ type: 'float32', width: 4, ends: Int32Array.of(steps), law, given: { drive }, ...results });
    return results;
  };
  const narrow = neuronLaw(neuron, 'float32') as Resonators;
  const results = run(narrow);
  t.true(results.spikes.some(octet => octet > 0));
  t.deepEqual(results, run({ ...narrow, frequency: of(...frequency) }));
});
