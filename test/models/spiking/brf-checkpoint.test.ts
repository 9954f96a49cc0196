import { join } from 'node:path';
import test from 'ava';
import { ecgRecords } from '../../../bench/ecg.js';
import { readJson } from '../../../edge/files.js';
import { brfCheckpoint, type CheckpointNeuron } from '../../../models/spiking/brf-checkpoint.js';
import { layerOutputs } from '../../../models/spiking/layers.js';
import { scoreLoss } from '../../../models/spiking/train/loss.js';

const tensor = (shape: readonly number[], first = 1) => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => first + k),
});

const tiny = {
  'hidden.linear.weight': tensor([2, 3]),
  'hidden.omega': { shape: [2], data: [-5, 10] },
  'hidden.b_offset': { shape: [2], data: [0.5, -1] },
  'out.linear.weight': tensor([1, 2]),
  'out.tau_mem': { shape: [1], data: [-20] },
};

test('tensors become two layers, without the signs that the source drops', t => {
  const mask = { shape: [2, 3], data: [1, 1, 0, 1, 0, 1] };
  const [hidden, out] = brfCheckpoint({ ...tiny, 'hidden.linear.mask': mask }, 'brf', 'tiny.json');
  t.deepEqual([...hidden!.weights.data], [1, 2, 0, 4, 0, 6]);
  t.true(hidden!.recurrent && !out!.recurrent);
  const { neuron } = hidden!;
  t.true(neuron.model === 'brf' && neuron.frequency[0] === 5 && neuron.damping[1] === 1 && neuron.timeStep === 0.01);
  t.true(out!.neuron.model === 'li' && out!.neuron.timeConstant[0] === 20);
});

const bad: readonly (readonly [object, string])[] = [
  [{ ...tiny, 'hidden.omega': undefined }, 'tiny.json: hidden.omega: found nothing; expected a tensor'],
  [{ ...tiny, 'hidden.omega': tensor([3]) }, 'tiny.json: hidden.omega: found shape 3; expected 2×1'],
  [{ ...tiny, 'out.linear.weight': tensor([1, 3]) }, 'tiny.json: out.linear.weight: found shape 1×3; expected any×2'],
  [{ ...tiny, 'out.tau_mem': { shape: [1], data: [1, 2] } }, 'tiny.json: out.tau_mem: found 2 numbers; expected 1'],
  [{ ...tiny, 'out.bias': tensor([1]) }, 'tiny.json: out.bias: found an unknown tensor; expected those of brf'],
  [{ ...tiny, 'out.tau_mem': 5 }, 'tiny.json: out.tau_mem: found 5; expected object'],
];
for (const [json, message] of bad)
  test(`refused: ${message}`, t => {
    const withoutGaps = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
    t.throws(() => brfCheckpoint(withoutGaps, 'brf', 'tiny.json'), { message });
  });

/** Accuracy in % of all steps from the `first` one on, and spikes a sample: of the published test set by the checkpoints. */
const published: readonly (readonly [CheckpointNeuron, percent: number, spikes: number, first: number])[] = [
  ['brf', 86.2106, 6913.55, 0],
  ['rf', 85.114, 11907.33, 0],
  ['alif', 70.729, 4611.4, 10],
];

const data = process.env.OHMWEAVE_DATA;
for (const [model, percent, spikes, first] of published)
  (data ? test : test.skip)(`ECG by ${model}: the published accuracy and spikes (OHMWEAVE_DATA)`, t => {
    const { inputs, labels } = ecgRecords(join(data!, 'ecg-qtdb'));
    const layers = brfCheckpoint(readJson(join(data!, 'ecg-qtdb', `${model}.json`)), model, `${model}.json`);
    const [hidden, out] = layerOutputs(layers, inputs, { precision: 'single' });
    const fired = hidden!.data.reduce((sum, z) => sum + z, 0) / inputs.series;
    const late = scoreLoss(out!, labels, 'every-step', first);
    const found = 100 * late.accuracy;
    t.log(`${model}: ${found.toFixed(4)} %, ${fired.toFixed(2)} spikes a sample`);
    t.true(Math.abs(found - percent) < 0.05);
    t.true(Math.abs(fired / spikes - 1) < 1e-3);
  });
