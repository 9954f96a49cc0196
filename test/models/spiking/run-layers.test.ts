import test from 'ava';
import type { SpikingLayer, Steps } from '../../../models/spiking/layers.js';
import { layerOutputs, steppedOutputs } from '../../../models/spiking/layers.js';
import { type Neuron, neuronWidth, spikes as spiking } from '../../../models/spiking/neuron.js';
import { runLayers } from '../../../models/spiking/run-layers.js';
import { signalOf, spikeCount, stepsOfSignal } from '../../../models/spiking/signal.js';
import { matrix } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';
import { li, lif, of, resonance } from './builders.js';

/** Random weights for neurons under so many inputs. */
function layer(neuron: Neuron, inputs: number, recurrent: boolean, scale: number): SpikingLayer {
  const width = neuronWidth(neuron);
  const weights = matrix(width, inputs + (recurrent ? width : 0));
  randomStream(3, neuron.model).fillNormal(weights.data, 0);
  return { weights: matrix(width, weights.cols, weights.data.map(w => scale * w)), recurrent, neuron }; // biome-ignore format: a list
}

function random(series: number, steps: number, channels: number, of: (uniform: number) => number): Steps {
  const stream = randomStream(4, 'inputs');
  const data = Float64Array.from({ length: series * steps * channels }, (_, k) => of(stream.uniform(k)));
  return { series, steps, channels, data };
}
const spikes = (channels: number): Steps => random(3, 90, channels, uniform => (uniform < 0.3 ? 1 : 0));

const taus = of(4, 7, 11);
const { threshold, reset, resetValue } = lif({ timeConstant: taus });
const leaky = { timeConstant: taus, resistance: of(1, 2, 0.5), rest: of(0, 0.1, -0.1) };
const synapse = { synapseTimeConstant: of(2, 3, 4), inputWeight: of(1, 2, 3) };
const known: readonly Neuron[] = [
  { model: 'rf', ...resonance([5, 9, 20], [0.1, 0.5, 1]) },
  { model: 'brf', ...resonance([5, 9, 20], [0.1, 0.5, 1]), refractoryDecay: 0.9 },
  { model: 'integrator', timeStep: 0.1, resistance: of(1, 2, 3) },
  { model: 'if', timeStep: 0.1, resistance: of(1, 2, 3), threshold, reset, resetValue },
  li(3, 5, 7),
  lif(leaky),
  lif({ ...leaky, reset: 'subtract', resetValue: of(0.1, 0, -0.2), discretisation: 'exponential-leak' }),
  {
    ...{ model: 'alif', timeStep: 1, timeConstant: taus, adaptationTimeConstant: of(20, 30, 40) },
    ...{ baseline: of(0.1, 0.2, 0.3), strength: of(1.8, 1, 0.5) },
  },
  { ...li(3, 5, 7), ...synapse, model: 'cuba-li', current: 'new' },
  { ...lif(leaky), ...synapse, model: 'cuba-lif', current: 'new' },
  { ...lif({ ...leaky, reset: 'subtract' }), ...synapse, model: 'cuba-lif', current: 'old' },
];

for (const neuron of known)
  for (const recurrent of spiking(neuron) ? [true, false] : [false])
    test(`${recurrent ? 'recurrent ' : ''}${neuron.model} ${'current' in neuron ? neuron.current : ''}${'reset' in neuron ? neuron.reset : ''}: the bits of neuronStates`, t => {
      const scale = 'frequency' in neuron ? 30 : 3;
      const layers = [layer(neuron, 5, recurrent, scale), layer(li(20, 10), 3, false, 1)];
      const inputs = spikes(5);
      const [first, second] = runLayers(layers, signalOf(inputs))!;
      const [hidden, out] = steppedOutputs(layers, inputs);
      if (first!.kind === 'spikes') t.true(spikeCount(first!) > 10);
      t.deepEqual(stepsOfSignal(first!), hidden);
      t.deepEqual(stepsOfSignal(second!), out);
      t.deepEqual(layerOutputs(layers, inputs), [hidden!, out!]);
    });

test('inputs that are no spikes go through a product', t => {
  const layers = [layer(lif(leaky), 5, true, 1)];
  const inputs = random(2, 40, 5, uniform => uniform);
  // Sums in another order: drive + Σ instead of one after the other, which spikes far from the threshold do not feel.
  const [ours] = layerOutputs(layers, inputs);
  const [stepped] = steppedOutputs(layers, inputs);
  t.deepEqual(ours, stepped);
  t.true(ours!.data.includes(1));
});

test('neurons that the kernel does not know are stepped', t => {
  const neuron: Neuron = { model: 'hrf', ...resonance([5, 9], [0.1, 0.5]), refractoryDecay: 0.9 };
  const layers = [layer(neuron, 4, true, 30)];
  t.is(runLayers(layers, signalOf(spikes(4))), undefined);
  t.deepEqual(layerOutputs(layers, spikes(4)), steppedOutputs(layers, spikes(4)));
});

test('values that come back are stepped', t => {
  const layers = [layer(li(20, 10), 4, true, 0.1)];
  t.is(runLayers(layers, signalOf(spikes(4))), undefined);
  t.deepEqual(layerOutputs(layers, spikes(4)), steppedOutputs(layers, spikes(4)));
});

test('float32 differs by its rounding', t => {
  const layers = [layer(li(20, 10), 5, false, 1)];
  const inputs = signalOf(spikes(5));
  const [wide, narrow] = (['float64', 'float32'] as const).map(type =>
    stepsOfSignal(runLayers(layers, inputs, type)![0]!),
  );
  const worst = wide!.data.reduce((most, value, k) => Math.max(most, Math.abs(value - narrow!.data[k]!)), 0);
  // Each of some 20 steps that a leak remembers adds a few roundings of numbers near 1, of 6e-8 each.
  t.true(worst > 0 && worst < 20 * 4 * 6e-8, `${worst}`);
});

test('a signal and its numbers', t => {
  for (const width of [1, 8, 9, 65]) {
    const steps = spikes(width);
    const signal = signalOf(steps);
    t.true(signal.kind === 'spikes' && spikeCount(signal) === steps.data.reduce((sum, z) => sum + z, 0));
    t.deepEqual(stepsOfSignal(signal), steps);
  }
  const values = random(2, 3, 4, uniform => uniform);
  t.is(signalOf(values).kind, 'values');
  t.deepEqual(stepsOfSignal(signalOf(values)), values);
});

test('widths that do not fit', t => {
  t.throws(() => runLayers([layer(li(3), 5, false, 1)], signalOf(spikes(4))), {
    instanceOf: RangeError,
    message: '4 channels cannot drive a layer of 5 inputs',
  });
});
