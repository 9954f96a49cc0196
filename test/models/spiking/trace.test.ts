import test from 'ava';
import { referenceEngine, runGraph } from '../../../models/execute.js';
import { lower } from '../../../models/lower.js';
import type { Network } from '../../../models/network.js';
import { traceNetwork } from '../../../models/spiking/trace.js';
import { matrix } from '../../../numeric/matrix.js';
import { spikeTrains, tinyMars, tinySpiking } from '../builders.js';
import { lif, of } from './builders.js';

const engine = referenceEngine();

test('a trace has what the network yields, and membranes that explain its spikes', t => {
  const graph = lower(tinySpiking());
  const set = spikeTrains(3, 3, 40);
  const told: number[][] = [];
  const { layers, scores } = traceNetwork(graph, set.series[2]!, engine, (...heard) => told.push(heard));
  t.deepEqual(layers.map(({ name, neuron }) => [name, neuron.model]), [['hidden', 'lif'], ['leaky', 'li']]); // biome-ignore format: one thing
  const [hidden, leaky] = layers;
  t.is(hidden!.outputs.rows, 42);
  const fired = hidden!.membranes.data.map((v, k) => (v > hidden!.thresholds!.data[k]! ? 1 : 0));
  t.deepEqual(fired, hidden!.outputs.data);
  t.true(fired.includes(1));
  t.is(leaky!.thresholds, undefined);
  t.deepEqual(leaky!.membranes, leaky!.outputs);
  t.deepEqual(scores, runGraph(graph, { ...set, series: [set.series[2]!] }, engine).scores);
  t.deepEqual(told.at(-1), [3 * 42, 3 * 42]); // three products of 42 steps
});

test('scores of a whole series are one row', t => {
  const graph = lower(tinySpiking({ of: 'mean' }));
  t.is(traceNetwork(graph, spikeTrains(1, 3, 20).series[0]!, engine).scores!.rows, 1);
});

test('under a constant drive X the membrane is X (1 − (1 − dt/τ)^t), up to the first spike', t => {
  const drive = 1.25;
  const network: Network = {
    name: 'one',
    input: { channels: 1, normalize: 'none' },
    layers: [
      { type: 'linear', name: 'w', weights: matrix(1, 1, of(drive)) },
      { type: 'neurons', name: 'n', neuron: lif({ timeConstant: of(7) }) },
    ],
  };
  const series = { values: new Float64Array(30).fill(1), length: 30, label: -1 };
  const { layers, scores } = traceNetwork(lower(network), series, engine);
  t.is(scores, undefined);
  const first = layers[0]!.outputs.data.indexOf(1);
  // 1.25 (1 − (6/7)^t) > 1 from t = ln 5/ln(7/6) = 10.44 on, and step 0 is t = 1.
  t.is(first, 10);
  for (let step = 0; step <= first; step++)
    t.true(Math.abs(layers[0]!.membranes.data[step]! - drive * (1 - (6 / 7) ** (step + 1))) < 1e-14);
  // It starts from 0 again.
  t.true(Math.abs(layers[0]!.membranes.data[first + 1]! - drive / 7) < 1e-15);
});

test('a network without neurons, and a series of other channels, are refused', t => {
  const refused = (run: () => unknown, message: string): void => {
    t.throws(run, { name: 'InputError', message });
  };
  const [series] = spikeTrains(1, 2, 5).series;
  refused(
    () => traceNetwork(lower(tinyMars()), series!, engine),
    'tiny: found no neurons; expected a network with a layer of neurons',
  );
  refused(
    () => traceNetwork(lower(tinySpiking()), { ...series!, values: new Float64Array(15).fill(0.5) }, engine),
    'series: series 1: found 0.5 in channel 1 at time step 1; expected spikes, 0 or 1, as the network says',
  );
});
