import test from 'ava';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { lower } from '../../models/lower.js';
import type { Network } from '../../models/network.js';
import { difference } from '../../sim/compare/measures.js';
import { hardwareEngine } from '../../sim/engine.js';
import { lifetime, runDuration } from '../../sim/lifetime.js';
import { outputKind, outputLife } from '../../sim/outputs.js';
import { chip, hardware, mars, pcm, randomSeries } from '../compiler/builders.js';
import { randomSteps, spikeTrains, tinyCoder, tinySpiking } from '../models/builders.js';

/** The network with its last `count` layers left out. */
const without = (count: number, network: Network): Network => ({
  ...network,
  layers: network.layers.slice(0, network.layers.length - count),
});
const trains = spikeTrains(4, 3, 30);
const waves = randomSeries([12, 9]);
const steps = randomSteps(10, 4);
const spiking = without(3, tinySpiking());
const reservoir = without(1, mars());

test('the kind of an output is that of the layer which yields it', t => {
  t.is(outputKind(lower(tinyCoder())), 'codes');
  t.is(outputKind(lower(spiking)), 'spikes');
  t.is(outputKind(lower(without(1, tinySpiking()))), 'outputs'); // leaky integrators
  t.is(outputKind(lower(reservoir)), 'outputs');
});

for (const [name, network, set] of [
  ['codes', tinyCoder(), steps],
  ['spikes', spiking, trains],
  ['reservoir states', reservoir, waves],
] as const)
  test(`flawless hardware yields what float64 does at every age: ${name}`, t => {
    const { points, kind } = outputLife(chip(network, hardware(), set), set, { times: [0, 3e7] });
    t.is(points.length, 4);
    for (const { nrmse, worst, overlap } of points) {
      // The same sums in another order, and the device model's 1e-9.
      t.true(nrmse < 1e-8 && worst < 1e-8);
      t.is(overlap, kind === 'outputs' ? Number.NaN : 1);
    }
  });

test('figures are those of one run against the reference, with compensation as asked for', t => {
  const program = chip(reservoir, hardware({ device: pcm(), adc: { bits: 6 } }), waves);
  const life = outputLife(program, waves, { times: [86400], compensation: ['global'] });
  t.is(life.noiseSplit, runDuration(program, waves));
  const conditions = { time: 86400, compensation: 'global', duration: life.noiseSplit } as const;
  const found = runGraph(program.graph, waves, hardwareEngine(program, conditions)).scores;
  const { nrmse, worst } = difference(found.data, runGraph(program.graph, waves, referenceEngine()).scores.data);
  t.deepEqual(life.points, [{ time: 86400, compensation: 'global', nrmse, worst, overlap: Number.NaN }]);
  t.true(nrmse > 0.01);
});

test('spikes overlap by all of them at once', t => {
  const program = chip(spiking, hardware({ device: pcm(), adc: { bits: 4 } }), trains);
  const [point] = outputLife(program, trains, { times: [0], compensation: ['none'], noiseSplit: 1 }).points;
  const conditions = { time: 0, compensation: 'none', duration: 1 } as const;
  const found = runGraph(program.graph, trains, hardwareEngine(program, conditions)).scores.data;
  const expected = runGraph(program.graph, trains, referenceEngine()).scores.data;
  const both = found.filter((spike, k) => spike === 1 && expected[k] === 1).length;
  const either = found.filter((spike, k) => spike === 1 || expected[k] === 1).length;
  t.is(point!.overlap, both / either);
  t.true(both > 0 && both < either);
});

test('progress counts conditions', t => {
  const seen: string[] = [];
  const onProgress = (done: number, total: number) => void seen.push(`${done}/${total}`);
  outputLife(chip(tinyCoder(), hardware(), steps), steps, { times: [0, 1], compensation: ['none'], onProgress });
  t.deepEqual(seen, ['1/2', '2/2']);
});

test('a lifetime needs classes, and names what does not', t => {
  t.throws(() => lifetime(chip(reservoir, hardware(), waves), waves, { times: [0] }), {
    message: /found no class scores; expected a layer "readout" or "scores" .*`ohmweave run` and `compare`/,
  });
});

test('series that do not fit are refused', t => {
  const program = chip(tinyCoder(), hardware(), steps);
  t.throws(() => outputLife(program, randomSteps(2, 3), { times: [0] }), { message: /found 3 channels; expected 4/ });
});
