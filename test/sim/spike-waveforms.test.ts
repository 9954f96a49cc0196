import test from 'ava';
import { formatVcd, type VcdSignal } from '../../edge/vcd.js';
import { lower } from '../../models/lower.js';
import { traceSpikes } from '../../sim/spike-trace.js';
import { spikeSignals } from '../../sim/spike-waveforms.js';
import { spikeTrains, tinySpiking } from '../models/builders.js';

const [series] = spikeTrains(1, 3, 50).series;
const network = tinySpiking();
/** With inputs so strong that there are spikes at neighbouring steps. */
const strong = network.layers.map(layer =>
  layer.name === 'synapses' && layer.type === 'linear'
    ? { ...layer, weights: { ...layer.weights, data: layer.weights.data.map(w => 20 * w) } }
    : layer,
);
const trace = traceSpikes(lower({ ...network, layers: strong }), series!);
const stepTime = 1e-3;
const layers = ['hidden', 'leaky'];
const signals = spikeSignals(trace, { stepTime, layers, membranesOf: layer => (layer === 'hidden' ? [2] : [0, 1]) });
const named = (path: string): VcdSignal => signals.find(({ scope = [], name }) => [...scope, name].join('/') === path)!;

test('layers and systems are modules; membranes are those that were asked for', t => {
  t.deepEqual(
    signals.map(({ scope = [], name }) => [...scope, name].join('/')),
    [
      ...[0, 1, 2, 3].map(k => `float64/hidden/spike_${k}`),
      ...['float64/hidden/membrane_2', 'float64/hidden/threshold_2'],
      ...['float64/leaky/membrane_0', 'float64/leaky/membrane_1'],
      ...['float64/scores/a', 'float64/scores/b', 'label'],
    ],
  );
});

test('every spike is a pulse of its own, at its step, half a step long', t => {
  const { outputs } = trace.reference.layers[0]!;
  let spikes = 0;
  for (let neuron = 0; neuron < 4; neuron++) {
    const wire = named(`float64/hidden/spike_${neuron}`);
    if (wire.kind !== 'wire') return t.fail();
    const edges = [...wire.times].filter((_, k) => wire.values[k] === 1);
    const steps = Array.from({ length: 50 }, (_, t) => t).filter(t => outputs.data[4 * t + neuron] === 1);
    t.deepEqual(edges, steps.map(step => step * stepTime)); // biome-ignore format: one thing
    t.deepEqual([...wire.times].filter((_, k) => k > 0 && wire.values[k] === 0), steps.map(step => (step + 0.5) * stepTime)); // biome-ignore format: one thing
    spikes += steps.length;
  }
  t.true(spikes > 4);
});

test('membranes and labels are there at every step', t => {
  const { membranes } = trace.reference.layers[0]!;
  const membrane = named('float64/hidden/membrane_2');
  t.deepEqual(membrane.kind === 'real' && membrane.values, Float64Array.from({ length: 50 }, (_, t) => membranes.data[4 * t + 2]!)); // biome-ignore format: one thing
  const label = named('label');
  t.deepEqual(label.kind === 'real' && [...label.values], [...series!.labels!]);
});

test('as a file the unit of time follows the step, and spikes at neighbouring steps stay apart', t => {
  const text = formatVcd(signals);
  t.regex(text, /^\$timescale 10 us \$end\n/); // a tenth of half a millisecond is 50 us
  const code = /^\$var wire 1 (\S+) spike_0 \$end$/m.exec(text)![1]!;
  const rises = text.split('\n').filter(line => line === `1${code}`).length;
  const wire = named('float64/hidden/spike_0');
  t.is(rises, wire.kind === 'wire' ? wire.values.filter(value => value === 1).length : -1);
});
