import { horowitzBuffer, horowitzLogic } from './horowitz.js';
import { isaacAdc, isaacBuffer, isaacDac, isaacWriting } from './isaac.js';
import { kullAdc } from './kull.js';
import { mnsimAdc, mnsimCell, mnsimDriver, mnsimWriting } from './mnsim.js';
import { surveyAdc } from './murmann.js';
import { oneTransistorCell, type SarNode, sarAdc } from './neurosim.js';
import { neurramAdc, neurramCell, neurramSense, neurramWriting } from './neurram.js';
import type { Preset } from './preset.js';
import { pumaAdc, pumaAlu, pumaBuffer, pumaCell, pumaDac, pumaDigital, pumaSample, pumaSense, pumaWriting } from './puma.js'; // biome-ignore format: one thing
import { spikesimAdc, spikesimBuffer, spikesimCell } from './spikesim.js';

/** What a preset of macros without digital parts of their own takes from others. */
const others = {
  ...{ dac: isaacDac, sense: neurramSense, driver: mnsimDriver, digital: horowitzLogic, buffer: horowitzBuffer },
  followsTemperature: false,
} as const;

const neurosim = (node: SarNode): Preset => ({
  ...others,
  name: `neurosim-sar-${node}nm`,
  description: `SAR ADCs as NeuroSim models them at ${node} nm; digital logic by Horowitz at 45 nm`,
  adc: sarAdc(node),
  cellArea: oneTransistorCell(node),
  followsTemperature: true,
});

const isaac: Preset = {
  ...others,
  name: 'isaac-32nm',
  description: 'ISAAC: 1.2 GS/s ADCs at 32 nm; digital vector unit of PUMA',
  ...{ adc: isaacAdc, sense: pumaSample, digital: pumaAlu, buffer: isaacBuffer },
  cellArea: oneTransistorCell(32),
  writing: isaacWriting,
};

const presets: readonly Preset[] = [
  ...([130, 65, 45, 32, 22, 14, 7] as const).map(neurosim),
  isaac,
  {
    ...isaac,
    name: 'kull-32nm',
    description: 'ISAAC with the power of the silicon that its ADC is based on',
    adc: kullAdc,
  },
  {
    ...isaac,
    name: 'murmann-survey-32nm',
    description: "ISAAC with an ADC by the regression over Murmann's survey: what the best could do",
    adc: surveyAdc,
  },
  {
    ...others,
    name: 'puma-32nm',
    description: 'PUMA: one 8-bit ADC for 128 columns in 100 ns, with leakage',
    ...{ adc: pumaAdc, dac: pumaDac, sense: pumaSense, digital: pumaDigital, buffer: pumaBuffer },
    ...{ cellArea: pumaCell, writing: pumaWriting },
  },
  {
    ...others,
    name: 'neurram-130nm',
    description: 'NeuRRAM: neurons that integrate and convert in steps, 130 nm silicon',
    ...{ adc: neurramAdc, cellArea: neurramCell(), writing: neurramWriting },
  },
  {
    ...others,
    name: 'mnsim',
    description: 'MNSIM 2.0 defaults, which take the rate of an ADC as that of its bits',
    ...{ adc: mnsimAdc, cellArea: mnsimCell, writing: mnsimWriting },
  },
  {
    ...others,
    name: 'spikesim-65nm',
    description: 'SpikeSim: ADCs and buffers of a spiking accelerator at 65 nm',
    ...{ adc: spikesimAdc, buffer: spikesimBuffer, cellArea: spikesimCell },
  },
];

/** The built-in peripheral presets by name. */
export const presetTable: Readonly<Record<string, Preset>> = Object.fromEntries(presets.map(one => [one.name, one]));
