import { deviceOfParts } from '../device.js';
import { ohmic, unknownRetention } from '../parts.js';
import { type DeviceEntry, windowParameters } from './entry.js';

const parameters = {
  ...windowParameters(9e-6, 237e-6),
  logDeviation: { meaning: 'deviation of ln g around ln(target)', unit: '', value: 0.06, range: [0, 5] },
  flicker: { meaning: 'strength Q of 1/f read noise', unit: '', value: 0, range: [0, 1] },
} as const;

/**
 * Filamentary oxide memory whose programmed conductance is lognormal around its target: g = target·exp(σ z), so that the
 * *median* device is on target. Conductances are held for ever: this model has no retention. Its parameters hold at the
 * temperature they are given for.
 */
export const rram: DeviceEntry<typeof parameters> = {
  name: 'rram',
  title: 'Oxide memory with lognormal variation',
  source:
    'parameters of the user; the defaults are the 32 levels of Levy et al., IEEE TED 2021, just after programming',
  parameters,
  create({ gMin, gMax, logDeviation, flicker }, kelvin) {
    const about = {
      source: 'parameters of the user',
      limits: [`parameters hold at ${kelvin} K only`],
      temperatures: [kelvin, kelvin],
    } as const;
    return deviceOfParts(
      'rram',
      { min: gMin, max: gMax },
      {
        programming: { ...about, program: (target, z) => target.map((g, k) => g * Math.exp(logDeviation * z[k]!)) },
        retention: unknownRetention,
        readNoise: {
          ...about,
          flicker: programmed => programmed.map(() => flicker),
          white: programmed => new Float64Array(programmed.length),
        },
        conduction: ohmic,
      },
    );
  },
};
