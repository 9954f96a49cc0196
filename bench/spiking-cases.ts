import { join } from 'node:path';
import { compile } from '../compiler/compile.js';
import { resolveHardware } from '../compiler/hardware-file.js';
import type { HardwareFile } from '../compiler/hardware-schema.js';
import { ideal } from '../compiler/presets/ideal.js';
import { readJson } from '../edge/files.js';
import { loadUnits } from '../edge/quantity.js';
import type { Network } from '../models/network.js';
import { networkOfNir } from '../models/nir/network.js';
import { readNir } from '../models/nir/read.js';
import type { Series } from '../models/series.js';
import { brfCheckpoint } from '../models/spiking/brf-checkpoint.js';
import { networkOfLayers } from '../models/spiking/layered-network.js';
import type { NeuronSpiceJob } from '../sim/spice/neurons.js';
import { ecgRecords } from './ecg.js';

// Spiking networks that others published, as circuits: what bench/spiking-circuits.ts and the tests follow in ngspice.

/** A step of 1 µs, 0.1 µs of it for the update; 1 pF; thresholds at 0.5 V. Any device and array with it. */
export const circuits = {
  read: { voltage: '0.2 V', time: '400 ns' },
  neurons: { kind: 'analog', timeStep: '1 us', updateTime: '100 ns', capacitance: '1 pF', swing: '0.5 V' },
} as const;

async function jobOf(network: Network, series: Series, base: HardwareFile): Promise<Omit<NeuronSpiceJob, 'steps'>> {
  const file = { ...base, ...circuits, mapping: { ...base.mapping, copies: 1, centre: 'readout' } } as const;
  const hardware = resolveHardware(file, base.name, await loadUnits());
  const last = network.layers[network.layers.length - 1]!;
  const classes = last.type === 'scores' ? last.classes : [];
  const set = { name: 'inputs', channels: network.input.channels, classes, series: [series] };
  const { program } = compile(network, hardware, { seed: 1, calibration: set });
  const layer = network.layers.find(({ type }) => type === 'neurons')!.name;
  return { program, layer, series, time: 0 };
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

/** That graph, lif_norse.nir (w = 1, τ = 2.5 ms, threshold 0.1), by Euler's steps of 0.1 ms and with a reset to 0. */
export async function lifJob(file: string, base: HardwareFile = ideal): Promise<NeuronSpiceJob> {
  const scores = { of: 'step', classes: ['spike'] } as const;
  const { network } = networkOfNir(await readNir(file), { name: 'lif', spikes: true, scores }, file);
  const values = new Float64Array(1000);
  for (const t of lifInput) values[t] = 1;
  return { ...(await jobOf(network, { values, length: 1000, label: -1 }, base)), steps: 1000 };
}

export interface EcgSlice {
  /** Which of the 141 records. */
  readonly record: number;
  readonly steps: number;
  /** Of the 36 hidden neurons, from the first; the spikes of the others are given. */
  readonly units: number;
}

/**
 * The hidden layer of the balanced resonators published for ECG (AdaptiveAILab/brf-neurons, 4-36-6), under a record of its test
 * set; `folder` has the checkpoint and the set.
 */
export async function ecgJob(
  folder: string,
  { record: index, steps, units }: EcgSlice,
  base: HardwareFile = ideal,
): Promise<NeuronSpiceJob> {
  const layers = brfCheckpoint(readJson(join(folder, 'brf.json')), 'brf', 'brf.json');
  const classes = Array.from({ length: 6 }, (_, k) => `${k}`);
  const network = networkOfLayers(layers, { name: 'ecg brf', classes, spikes: true });
  const { inputs } = ecgRecords(folder, index, index + 1);
  const series = { values: inputs.data, length: inputs.steps, label: -1 };
  return { ...(await jobOf(network, series, base)), steps, units };
}
