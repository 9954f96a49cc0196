import test from 'ava';
import { lower } from '../../models/lower.js';
import type { SeriesSet } from '../../models/series.js';
import { shareRight, spikesIn, traceSpikes } from '../../sim/spike-trace.js';
import { chip, hardware } from '../compiler/builders.js';
import { lif, spikeTrains, tinySpiking } from '../models/builders.js';
import { spikingChip } from './spiking-chips.js';

const set: SeriesSet = spikeTrains(2, 3, 60);
const [series] = set.series;
const compensation = 'none';

test('on flawless hardware the neurons do what they do in float64', t => {
  const program = chip(tinySpiking(), hardware(), set);
  const { reference, chip: found } = traceSpikes(program.graph, series!, { program, time: 0, compensation });
  for (const [k, layer] of reference.layers.entries()) {
    t.deepEqual(found!.layers[k]!.thresholds, layer.thresholds);
    const apart = found!.layers[k]!.membranes.data.map((v, at) => Math.abs(v - layer.membranes.data[at]!));
    t.true(Math.max(...apart) < 1e-9);
    t.deepEqual(found!.layers[k]!.outputs.data.map(Math.round), layer.outputs.data.map(Math.round));
  }
  t.true(spikesIn(reference) > 0);
  t.is(spikesIn(found!), spikesIn(reference));
});

test('neurons that are circuits are traced in the unit of the network', t => {
  const { program, set } = spikingChip(lif(4), 4, { back: 0.5 });
  const { reference, chip: found } = traceSpikes(program.graph, set.series[0]!, { program, time: 0, compensation });
  const [wanted, layer] = [reference.layers[0]!, found!.layers[0]!];
  t.deepEqual(layer.outputs, wanted.outputs);
  t.true(spikesIn(reference) > 0);
  // Through volts and back: the roundings of some hundred operations.
  const apart = layer.membranes.data.map((v, at) => Math.abs(v - wanted.membranes.data[at]!));
  t.true(Math.max(...apart) < 1e-11, `${Math.max(...apart)}`);
});

test('on devices with errors they differ, the same each time; the chip is the one that is run', t => {
  const pcm = hardware({ device: { model: 'pcm', gMin: 0, gMax: 25e-6 } });
  const program = chip(tinySpiking(), pcm, set);
  const run = (time: number) => traceSpikes(program.graph, series!, { program, time, compensation }).chip!;
  const fresh = run(0);
  t.notDeepEqual(fresh.layers[0]!.membranes, traceSpikes(program.graph, series!).reference.layers[0]!.membranes);
  t.deepEqual(fresh, run(0));
  t.notDeepEqual(fresh.layers[0]!.membranes, run(1e6).layers[0]!.membranes);
});

test('the share of steps with the right class needs labels and scores of steps', t => {
  const trace = traceSpikes(lower(tinySpiking()), series!);
  const { scores } = trace.reference;
  let right = 0;
  series!.labels!.forEach((label, t) => {
    // The first of equals wins.
    if (label === (scores!.data[2 * t + 1]! > scores!.data[2 * t]! ? 1 : 0)) right++;
  });
  t.deepEqual(shareRight(trace), { reference: right / 60 });
  const { labels: _, ...unlabelled } = series!;
  t.is(shareRight({ ...trace, series: unlabelled }), undefined);
  t.is(shareRight(traceSpikes(lower(tinySpiking({ of: 'last' })), series!)), undefined);
});
