import { join } from 'node:path';
import { compile } from '../compiler/compile.js';
import { type HardwareFile, resolveHardware } from '../compiler/hardware-file.js';
import { ideal } from '../compiler/presets/ideal.js';
import { readJson } from '../edge/files.js';
import { readNpy } from '../edge/npy.js';
import { loadUnits } from '../edge/quantity.js';
import type { Network } from '../models/network.js';
import type { Series } from '../models/series.js';
import { brfCheckpoint, networkOfLayers } from '../models/spiking/brf-checkpoint.js';
import { matrix } from '../numeric/matrix.js';
import type { NeuronSpiceJob } from '../sim/spice/neurons.js';

// Spiking networks that others published, as circuits: what bench/spiking-circuits.ts and the tests follow in ngspice.

/** A step of 1 µs, 0.1 µs of it for the update; 1 pF; thresholds at 0.5 V. Any device and array with it. */
export const circuits = {
  read: { voltage: '0.2 V', time: '400 ns' },
  neurons: { kind: 'analog', timeStep: '1 us', updateTime: '100 ns', capacitance: '1 pF', swing: '0.5 V' },
} as const;

async function jobOf(
  network: Network,
  series: Series,
  base: HardwareFile,
): Promise<Omit<NeuronSpiceJob, 'layer' | 'steps'>> {
  const file = { ...base, ...circuits, mapping: { ...base.mapping, copies: 1, centre: 'readout' } } as const;
  const hardware = resolveHardware(file, base.name, await loadUnits());
  const last = network.layers[network.layers.length - 1]!;
  const classes = last.type === 'scores' ? last.classes : [];
  const set = { name: 'inputs', channels: network.input.channels, classes, series: [series] };
  const { program } = compile(network, hardware, { seed: 1, calibration: set });
  return { program, series, time: 0 };
}

/** When the input of the LIF graph of the NIR paper spikes: paper/01_lif/lif_norse.ipynb. */
const lifInput = [
  ...[60, 220, 270, 310, 320, 350, 370, 400, 410],
  ...Array.from({ length: 11 }, (_, k) => 430 + 10 * k),
  ...Array.from({ length: 12 }, (_, k) => 670 + 10 * k),
  ...[840, 850],
];

/** When it spikes itself, by Norse, Nengo, snnTorch and SpiNNaker2. */
export const lifSpikes: readonly number[] = [460, 510, 710, 760];

/** That graph, of paper/01_lif/lif_norse.nir: w = 1, τ = 2.5 ms, threshold 0.1, reset to 0; Euler's steps of 0.1 ms, 1000 of them. */
export async function lifJob(base: HardwareFile = ideal, steps = 1000): Promise<NeuronSpiceJob> {
  const one = (value: number): Float64Array => Float64Array.of(value);
  const network: Network = {
    name: 'lif_norse',
    input: { channels: 1, normalize: 'none', spikes: true },
    layers: [
      { type: 'linear', name: 'affine', weights: matrix(1, 1, one(1)) },
      {
        type: 'neurons',
        name: 'lif',
        neuron: {
          ...{ model: 'lif', timeStep: 1e-4, discretisation: 'euler', reset: 'to-value' },
          ...{ timeConstant: one(0.0025), resistance: one(1), rest: one(0), threshold: one(0.1), resetValue: one(0) },
        },
      },
      { type: 'scores', name: 'scores', of: 'step', classes: ['spike'] },
    ],
  };
  const values = new Float64Array(1000);
  for (const t of lifInput) values[t] = 1;
  return { ...(await jobOf(network, { values, length: 1000, label: -1 }, base)), layer: 'lif', steps };
}

export interface EcgSlice {
  /** Which of the 141 series. */
  readonly series: number;
  readonly steps: number;
  /** Of the 36 hidden neurons, from the first; the spikes of the others are given. */
  readonly units: number;
}

/**
 * The hidden layer of the balanced resonators published for ECG (AdaptiveAILab/brf-neurons, 4-36-6), under a series of its test
 * set; `folder` has the checkpoint and the set.
 */
export async function ecgJob(
  folder: string,
  { series: index, steps, units }: EcgSlice,
  base: HardwareFile = ideal,
): Promise<NeuronSpiceJob> {
  const layers = brfCheckpoint(readJson(join(folder, 'brf.json')), 'brf', 'brf.json');
  const classes = Array.from({ length: 6 }, (_, k) => `${k}`);
  const network = networkOfLayers(layers, { name: 'ecg brf', classes, spikes: true });
  const { shape, data } = readNpy(join(folder, 'x_test_u8.npy.gz'));
  const [, length = 0, channels = 0] = shape;
  const values = Float64Array.from(data.subarray(index * length * channels, (index + 1) * length * channels));
  const name = network.layers.find(({ type }) => type === 'neurons')!.name;
  return { ...(await jobOf(network, { values, length, label: -1 }, base)), layer: name, steps, units };
}
