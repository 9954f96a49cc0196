import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../compiler/compile.js';
import type { Hardware } from '../../compiler/hardware.js';
import type { HardwareFile } from '../../compiler/hardware-schema.js';
import { writeProgram } from '../../compiler/program-file.js';
import { formatTs } from '../../models/data/ts-format.js';
import { writeNetwork } from '../../models/network-file.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { trainMars } from '../../models/train-mars.js';

/** Small phase-change arrays, as a file says it … */
export const tinyFile: HardwareFile = {
  name: 'tiny',
  array: {
    rows: 16,
    columns: 16,
    wordLineResistance: '0.35 ohm',
    bitLineResistance: '0.35 ohm',
    driverResistance: '0 ohm',
    senseResistance: '0 ohm',
  },
  device: { model: 'pcm', gMin: '0 uS', gMax: '25 uS' },
  mapping: { signs: 'differential pair' },
  dac: { bits: 8 },
  adc: { bits: 8 },
  read: { voltage: '0.2 V', time: '250 ns' },
  temperature: '300 K',
  peripherals: ['neurosim-sar-22nm', 'isaac-32nm'],
};

/** … and as the compiler reads it. */
export const tinyHardware: Hardware = {
  name: 'tiny',
  array: {
    rows: 16,
    columns: 16,
    wordLineResistance: 0.35,
    bitLineResistance: 0.35,
    driverResistance: 0,
    senseResistance: 0,
  },
  device: {
    model: 'pcm',
    gMin: 0,
    gMax: 25e-6,
    parameters: { programmingScale: 1, driftScale: 1, readNoiseScale: 1 },
    parts: {},
  },
  imperfections: { levels: 0, stuckLow: 0, stuckHigh: 0 },
  scale: 'tile',
  copies: 1,
  centre: 'readout',
  dac: { bits: 8, headroom: 1 },
  adc: { bits: 8, headroom: 1.1, shared: 8 },
  read: { voltage: 0.2, time: 250e-9, average: 1 },
  temperature: 300,
  recurrence: { kind: 'digital' },
  readout: 'crossbar',
  peripherals: ['neurosim-sar-22nm', 'isaac-32nm'],
};

const sets = syntheticControl(1, 6);
const network = trainMars(sets.train, { units: 6, blocks: 1, folds: 2, calibration: 6 }, 1);

/** A new folder with data, a network, a hardware file and a compiled program of a few hundred devices. */
export function tinyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  writeFileSync(join(folder, 'TRAIN.ts'), formatTs(sets.train));
  writeFileSync(join(folder, 'TEST.ts'), formatTs(sets.test));
  writeFileSync(join(folder, 'hw.json'), JSON.stringify(tinyFile));
  writeNetwork(network, join(folder, 'net.json'));
  writeProgram(join(folder, 'net.owp'), compile(network, tinyHardware, { seed: 1 }).program, '0');
  return folder;
}
