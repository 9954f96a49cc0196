import { reject } from '../edge/error.js';
import type { Device, DeviceParts } from './device.js';
import { valuesOf } from './parameter.js';
import type { DeviceEntry } from './statistical/entry.js';
import { genericEntries } from './statistical/generic.js';
import { ideal } from './statistical/ideal.js';
import { pcm } from './statistical/pcm.js';
import { pcmHermes1, pcmHermes2 } from './statistical/pcm-hermes.js';
import { pcmJoshi } from './statistical/pcm-joshi.js';
import { rram } from './statistical/rram.js';
import { rramCmo } from './statistical/rram-cmo.js';
import { rramHfo2Radar } from './statistical/rram-hfo2-radar.js';
import { rramMilo2021 } from './statistical/rram-milo2021.js';
import { rramWan2022 } from './statistical/rram-wan2022.js';
import { sonos } from './statistical/sonos.js';

const entries = [
  ideal,
  pcm,
  pcmJoshi,
  pcmHermes1,
  pcmHermes2,
  rram,
  rramWan2022,
  rramMilo2021,
  rramCmo,
  rramHfo2Radar,
  sonos,
  ...genericEntries,
];

/** Every statistical device there is, by name. */
export const deviceTable: Readonly<Record<string, DeviceEntry>> = Object.fromEntries(
  entries.map(entry => [entry.name, entry as unknown as DeviceEntry]),
);

/**
 * A device of the table with some parameters changed. `kelvin` is where a device holds that has no source of its own.
 * InputError names a parameter that is unknown or out of its range.
 */
export function createDevice(
  name: string,
  changed: Readonly<Record<string, number>> = {},
  kelvin = 300,
  where = `device ${name}`,
): Device {
  const entry = deviceTable[name];
  if (!entry)
    return reject(where, `found no device "${name}"`, `expected one of ${Object.keys(deviceTable).join(', ')}`);
  const values = valuesOf(entry.parameters, changed, where);
  if (values.gMin! >= values.gMax!)
    reject(`${where}: gMin`, `found ${values.gMin} S`, `expected less than gMax, ${values.gMax} S`);
  return entry.create(values, kelvin);
}

/** The parts that a device may take from another one. */
export const partNames = [
  'programming',
  'retention',
  'readNoise',
  'conduction',
] as const satisfies (keyof DeviceParts)[];

export type PartName = (typeof partNames)[number];
