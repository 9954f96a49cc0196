import type { Hardware } from '../../compiler/hardware.js';
import { changeDescription, type DescriptionValue } from '../../compiler/hardware-change.js';
import { readDescription, resolveHardware } from '../../compiler/hardware-file.js';
import type { QuantityParser } from '../../edge/quantity.js';

/** What a designer may change of a preset, by the path in the hardware file; the devices stay as they are, and no converter gets more bits. */
export type Changes = Readonly<Record<string, DescriptionValue>>;

const careful = { 'mapping.scale': 'column', 'mapping.centre': 'all', readout: 'digital' };
/** Inputs of 12 bits from DACs of 3: two of a magnitude at a time, and the sign. */
const serial = { 'dac.bits': 12, 'dac.bitsPerRead': 2 };
const half = { 'array.rows': 64, 'array.columns': 64 };

/** What is tried for each preset, the preset itself first. */
export const candidates: Readonly<Record<string, readonly Changes[]>> = {
  'pcm-256': [{}, careful, { ...careful, 'mapping.copies': 4 }, { ...careful, 'mapping.copies': 16 }],
  'hfo2-128': [
    {},
    { ...careful, 'mapping.copies': 4 },
    { 'mapping.centre': 'all', ...half },
    { ...careful, 'mapping.copies': 4, ...half },
    { ...careful, 'mapping.copies': 16, ...half },
    { ...careful, 'mapping.copies': 4, ...half, ...serial },
  ],
};

/** A preset, or a file, with some changes; its name says which. */
export function changed(nameOrFile: string, changes: Changes, parse: QuantityParser): Hardware {
  const start = readDescription(nameOrFile);
  const description = Object.entries(changes).reduce(
    (so, [path, value]) => changeDescription(so, path, value),
    start as unknown,
  );
  return { ...resolveHardware(description, nameOrFile, parse), name: nameOf(nameOrFile, changes) };
}

const nameOf = (start: string, changes: Changes): string =>
  Object.entries(changes).reduce((so, [path, value]) => `${so} ${path.replace(/^.*\./, '')}=${value}`, start);
