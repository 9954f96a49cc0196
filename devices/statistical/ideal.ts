import { deviceOfParts } from '../device.js';
import { exactProgramming, noDrift, noReadNoise, ohmic } from '../parts.js';
import { type DeviceEntry, windowParameters } from './entry.js';

const parameters = windowParameters(0, 25e-6);

/** A device that takes every conductance in its window exactly and keeps it for ever. */
export const ideal: DeviceEntry<typeof parameters> = {
  name: 'ideal',
  title: 'Exact device',
  source: 'by definition',
  parameters,
  create: ({ gMin, gMax }) =>
    deviceOfParts(
      'ideal',
      { min: gMin, max: gMax },
      { programming: exactProgramming, retention: noDrift, readNoise: noReadNoise, conduction: ohmic },
    ),
};
