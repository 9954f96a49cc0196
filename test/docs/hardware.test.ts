import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { z } from 'zod';
import { compile } from '../../compiler/compile.js';
import { readHardware, requireTemperature, resolveHardware } from '../../compiler/hardware-file.js';
import { type HardwareFile, hardwareSchema } from '../../compiler/hardware-schema.js';
import { hardwarePresets } from '../../compiler/presets/table.js';
import { partNames } from '../../devices/table.js';
import { InputError } from '../../edge/error.js';
import { loadUnits } from '../../edge/quantity.js';
import type { MarsBlock, Network } from '../../models/network.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { trainMars } from '../../models/train-mars.js';
import { checkout } from '../cli/ohmweave.js';
import { tinyFile } from '../cli/tiny.js';
import { esn, randomSeries } from '../compiler/builders.js';

const page = readFileSync(join(checkout, 'docs/hardware.md'), 'utf8');
const parse = await loadUnits();

/** The cells of the table below a heading, row by row, without its head. */
function table(heading: string): string[][] {
  const section = page.slice(page.indexOf(`## ${heading}\n`)).split('\n## ')[0]!;
  const lines = section.split('\n').filter(line => line.startsWith('| '));
  return lines.slice(2).map(line => line.slice(2, -2).split(' | '));
}

interface Node {
  readonly properties?: Record<string, Node>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Node[];
  readonly default?: unknown;
}

/** The keys of a schema with their default as the table writes it. */
function keysOf(node: Node, path = ''): [string, string][] {
  const forms = node.oneOf ?? [node];
  return forms.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([key, part]): [string, string][] => {
      const at = path + key;
      if (part.properties || part.oneOf) return keysOf(part, `${at}.`);
      const absent = required.includes(key)
        ? 'required'
        : part.default === undefined
          ? '–'
          : JSON.stringify(part.default);
      return [[at, absent]];
    }),
  );
}

test('the table has every key with its default, and no other', t => {
  const documented = new Map(
    table('Keys').map(cells => [cells[0]!.replaceAll('`', ''), cells[3]!.replaceAll('`', '')]),
  );
  // What the schema cannot say: default kinds of recurrence, settling and neurons, and null written as "ideal".
  for (const part of ['recurrence', 'settling', 'neurons']) documented.set(`${part}.kind`, 'required');
  documented.set('recurrence.bits', '–');
  // docs/devices.md has the parameters of devices.
  const common = ['model', 'gMin', 'gMax', 'noise', 'writing', ...partNames];
  const keys = new Map(
    keysOf(z.toJSONSchema(hardwareSchema(parse), { io: 'input' }) as Node).map(([key, absent]): [string, string] =>
      key.startsWith('device.') && !common.includes(key.split('.')[1]!)
        ? ['device.PARAMETER', 'as there']
        : [key, absent],
    ),
  );
  t.deepEqual([...documented].sort(), [...keys].sort());
});

test('the complete file is one, and recurrences are digital and exact by default', t => {
  const example = /```json\n(.*?)```/s.exec(page)![1]!;
  t.is(resolveHardware(JSON.parse(example), 'docs/hardware.md', parse).recurrence.kind, 'digital');
  const volatile = { kind: 'volatile', timeUnit: '1 s', gMin: '1 mS', gMax: '100 mS', readVoltage: '10 mV' };
  const { recurrence } = resolveHardware({ ...tinyFile, recurrence: volatile }, 'hw.json', parse);
  t.is(recurrence.kind === 'volatile' && recurrence.bits, null);
});

test('the example of writing with pulses is one', t => {
  const example = /```json\n"device": (.*?)```/s.exec(page)![1]!;
  const { device } = resolveHardware({ ...tinyFile, device: JSON.parse(example) }, 'docs/hardware.md', parse);
  t.is(device.writing!.method, 'write-verify');
});

test('the presets and models named are those there are', t => {
  const rows = table('Devices and presets').map(cells => cells.map(cell => cell.replaceAll('`', '')));
  for (const [model, , , , preset] of rows) t.is(hardwarePresets[preset!]?.device.model as string, model!);
  t.is(rows.length, Object.keys(hardwarePresets).length);
});

const sets = syntheticControl(1, 4);
const network = trainMars(sets.train, { units: 5, blocks: 1, folds: 2, calibration: 4 }, 1);
const withBlock = (change: Partial<MarsBlock['memristor']>): Network => ({
  ...network,
  layers: network.layers.map(layer =>
    layer.type === 'mars-block' ? { ...layer, memristor: { ...layer.memristor, ...change } } : layer,
  ),
});
const compiled = (change: Partial<HardwareFile>, from: Network = network): void => {
  compile(from, resolveHardware({ ...tinyFile, ...change }, 'hw.json', parse), { seed: 1 });
};
const rram: HardwareFile['device'] = { model: 'rram', gMin: '9 uS', gMax: '237 uS', logDeviation: 0.06 };
const curved: HardwareFile['device'] = { model: 'rram-milo2021', gMin: '50 uS', gMax: '150 uS' };
const ideal: HardwareFile['device'] = { model: 'ideal', gMin: '0 uS', gMax: '25 uS' };
const train = { first: '1.5 V', rise: '0 V', most: '1.5 V', width: '1 us' };
const pulses: HardwareFile['device']['writing'] = {
  ...{ method: 'blind', response: 'gong2022-om', set: train, reset: train, acceptance: '1 uS', maxPulses: 40 },
};
const recurrence: HardwareFile['recurrence'] = {
  ...{ kind: 'volatile', timeUnit: '1 s', gMin: '1 mS', gMax: '100 mS', readVoltage: '10 mV' },
};
const atOther = (device: HardwareFile['device']): void => {
  requireTemperature(resolveHardware({ ...tinyFile, device }, 'hw.json', parse), 350, '--temperature');
};

/** What each row of the table means. */
const combinations: Record<string, () => void> = {
  '`pcm` at another temperature than 300 K': () => compiled({ temperature: '350 K' }),
  '`rram` or `ideal` at any temperature': () => {
    compiled({ device: rram, temperature: '350 K' });
    compiled({ device: ideal, temperature: '350 K' });
  },
  '`rram`, and `run --temperature` with another': () => atOther(rram),
  '`ideal`, and `run --temperature` with another': () => atOther(ideal),
  'a read voltage beyond the curve of the device, such as 0.6 V with `rram-milo2021`': () =>
    compiled({ device: curved, read: { ...tinyFile.read, voltage: '0.6 V' } }),
  'devices that are not ohmic, read within their curve': () => compiled({ device: curved }),
  'gMin at or above gMax': () => compiled({ device: { model: 'pcm', gMin: '25 uS', gMax: '25 uS' } }),
  '`device.writing` with any model, levels and stuck devices': () => {
    const imperfections = { levels: 8, stuckLow: 0.01, stuckHigh: 0.01 };
    for (const device of [rram, ideal, tinyFile.device])
      compiled({ device: { ...device, writing: pulses }, imperfections });
  },
  '`device.writing` beside `device.programming`': () =>
    compiled({ device: { ...ideal, programming: 'pcm', writing: pulses } }),
  '`device.writing` beside a `device.noise` other than 1': () =>
    compiled({ device: { ...ideal, noise: 2, writing: pulses } }),
  "pulses above the voltage to which the device's current is known": () =>
    compiled({ device: { ...ideal, conduction: 'rram-milo2021', writing: pulses } }),
  'an acceptance as wide as the window': () =>
    compiled({ device: { ...ideal, writing: { ...pulses, acceptance: '25 uS' } } }),
  'stuckLow + stuckHigh above 1': () => compiled({ imperfections: { stuckLow: 0.6, stuckHigh: 0.6 } }),
  '`isaac-32nm` with `adc.bits` outside 4 to 10': () => compiled({ adc: { bits: 12 } }),
  '`neurosim-sar-22nm` alone with 12 bits': () => compiled({ adc: { bits: 12 }, peripherals: ['neurosim-sar-22nm'] }),
  '`"ideal"` converters': () => compiled({ adc: { bits: 'ideal' }, dac: { bits: 'ideal' } }),
  "`volatile` and a network with other rates than the device's": () => {
    const rates = { potentiation: 1e-4, potentiationSlope: 10, depression: 0.4, depressionSlope: 1 };
    compiled({ recurrence }, withBlock({ rates }));
  },
  '`volatile` and a retention γ other than 1': () =>
    compiled({ recurrence }, withBlock({ retention: 0.9, integrator: 'euler' })),
  '`volatile` and the `euler` integrator': () => compiled({ recurrence }, withBlock({ integrator: 'euler' })),
  '`volatile` and an `esn`': () => compiled({ recurrence }, { ...esn(), calibration: randomSeries([5]) }),
  'a matrix larger than the array': () => compiled({ array: { ...tinyFile.array, rows: 4, columns: 4 } }),
  'more copies than the array has rows for': () => compiled({ mapping: { ...tinyFile.mapping, copies: 7 } }),
  'a digital readout with any mapping': () =>
    compiled({ readout: 'digital', mapping: { ...tinyFile.mapping, centre: 'all' } }),
  'no calibration inputs in the network file and none given': () => {
    const { calibration: _, ...bare } = network;
    compiled({}, bare);
  },
};

test('each combination is answered as the table says', t => {
  const rows = table('What goes together');
  t.deepEqual(rows.map(cells => cells[0]!), Object.keys(combinations)); // biome-ignore format: one thing
  for (const [combination, answer] of rows) {
    let found = 'accepted';
    try {
      combinations[combination!]!();
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      found = 'refused';
    }
    t.is(found, answer!, combination);
  }
});

test('every example of a hardware file is one', async t => {
  const folder = join(checkout, 'examples/hardware');
  const files = readdirSync(folder);
  t.true(files.length >= 4);
  for (const file of files) t.is((await readHardware(join(folder, file))).name, file.replace('.json', ''));
});
