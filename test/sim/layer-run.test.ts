import test from 'ava';
import { runGraph } from '../../models/execute.js';
import { hardwareEngine } from '../../sim/engine.js';
import { layerInputs, layerSignals } from '../../sim/layer-run.js';
import { apart, chip, hardware, mars, pcm, randomSeries, volatileUnits } from '../compiler/builders.js';

const series = randomSeries([30]);
const on = hardware({
  device: pcm({ readNoise: 0 }),
  array: { rows: 6, columns: 8, wordLineResistance: 2, bitLineResistance: 2 },
  ...{ adc: { bits: 8 }, dac: { bits: 8 }, recurrence: volatileUnits(), centre: 'all' as const },
});
const program = chip(mars({ units: 6 }), on, series);
const inputs = layerInputs(program, series.series[0]!, { time: 0, steps: 30 });

test('layer by layer it is the run of the whole network', t => {
  const engine = hardwareEngine(program, { time: 0, compensation: 'none', duration: 1 });
  const { features } = runGraph(program.graph, series, engine);
  const { states } = layerSignals(program, 'block2', inputs.get('block2')!, { time: 0 });
  const last = inputs
    .get('block2')!
    .slice(29 * 6)
    .map((u, j) => u - states![29 * 6 + j]!);
  t.true(apart(last, features.data) < 1e-12);
});

test('the drives are codes of the DAC over its full scale', t => {
  const { drive } = layerSignals(program, 'block1', inputs.get('block1')!, { time: 0 });
  t.is(drive.length, 30 * 6);
  t.true(drive.every(share => Math.abs(share) <= 1 && Math.abs(127 * share - Math.round(127 * share)) < 1e-9));
});

test('a layer without volatile devices has outputs alone, the readout one for the series', t => {
  t.false('states' in layerSignals(program, 'encoder', inputs.get('encoder')!, { time: 0 }));
  t.is(layerSignals(program, 'readout', inputs.get('readout')!, { time: 0 }).outputs.length, 3);
});

test('fewer steps are the first ones; more than there are is refused', t => {
  const few = layerInputs(program, series.series[0]!, { time: 0, steps: 4 });
  t.deepEqual(few.get('block2'), inputs.get('block2')!.slice(0, 4 * 6));
  const error = t.throws(() => layerInputs(program, series.series[0]!, { time: 0, steps: 31 }), { name: 'InputError' });
  t.is(error.message, 'steps: found 31; expected at most 30, the length of the series');
});
