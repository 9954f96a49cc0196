import { reject } from '../../edge/error.js';
import { deviceOfParts, type ReadNoise, type Retention } from '../device.js';
import { normalProgramming } from '../normal-programming.js';
import { ohmic } from '../parts.js';
import { type DeviceEntry, fitTo, scale, windowParameters } from './entry.js';

const parameters = {
  ...windowParameters(8e-6, 90e-6, [8e-6, 90e-6]),
  acceptance: {
    meaning: 'part of the target by which verify lets a device miss it: 0.002 or 0.02',
    unit: '',
    value: 0.02,
    range: [0.002, 0.02],
  },
  programmingScale: scale('programming error'),
  driftScale: scale('drift and its spread'),
  readNoiseScale: scale('read noise'),
} as const;

/** σ = offset + slope g in µS, by the acceptance that devices were programmed with. */
const errors: Readonly<Record<string, { readonly offset: number; readonly slope: number }>> = {
  0.002: { offset: 0.00081107, slope: 0.00106879 },
  0.02: { offset: 0.0112185391, slope: 0.01129027418 },
};

const published = fitTo(
  'Falcone et al., arXiv 2502.04524 (2025), CMO/HfOx; as fitted in aihwkit (ReRamCMONoiseModel)',
  'drift is fitted from 1 s on: any age up to 1 s is as 1 s, and only age 0 as programmed',
);

/**
 * IBM's filamentary conductive-metal-oxide/HfOx device, programmed within one of two published windows of acceptance.
 * With g in µS and t in s:
 *
 *     programming   σ = 0.00081107 + 0.00106879 g  (0.2 %)  or  0.0112185391 + 0.01129027418 g  (2 %)
 *     drift         g(t) = g_prog − 0.08900206 ln t + z (0.41183342 + 0.04201137 ln t),   t ≥ 1 s
 *     read noise    σ = 0.0277316483 log₁₀ g √ln((t + t_read)/(2 t_read)),   read with t_read = 1 µs
 *
 * Each device keeps its z, drift and spread are the same at all conductances. Q = σ/g is that of the programmed
 * conductance, where aihwkit takes the drifted one. Conductances are held at 0, which drift does not reach from 8 µS;
 * aihwkit holds them within the window, which here may be a part of the devices' own. An acceptance between the two is
 * refused: aihwkit takes it, and its own default 0.02, for 0.2 %.
 */
export const rramCmo: DeviceEntry<typeof parameters> = {
  name: 'rram-cmo',
  title: 'Conductive-metal-oxide/HfOx memory, IBM',
  source: published.source,
  parameters,
  create({ gMin, gMax, acceptance, programmingScale, driftScale, readNoiseScale }) {
    const error = errors[acceptance];
    if (!error)
      return reject(
        'device rram-cmo: acceptance',
        `found ${acceptance}`,
        `expected ${Object.keys(errors).join(' or ')}`,
      );
    const deviation = (g: number): number => programmingScale * (1e-6 * error.offset + error.slope * g);
    return deviceOfParts(
      'rram-cmo',
      { min: gMin, max: gMax },
      {
        programming: normalProgramming(deviation, published),
        retention: drift(driftScale),
        readNoise: readNoise(readNoiseScale),
        conduction: ohmic,
      },
    );
  },
};

function drift(times: number): Retention {
  return {
    ...published,
    referenceTime: 0,
    longest: Infinity,
    traits: (_target, z) => z.slice(),
    age(programmed, traits, seconds) {
      if (seconds === 0) return programmed.slice();
      const log = Math.log(Math.max(seconds, 1));
      const mean = -1e-6 * 0.08900206 * log;
      const deviation = 1e-6 * (0.41183342 + 0.04201137 * log);
      return programmed.map((g, k) => Math.max(0, g + times * (mean + deviation * traits[k]!)));
    },
  };
}

function readNoise(times: number): ReadNoise {
  return {
    ...published,
    // At 1 µS and below, far below the fit, there is none.
    flicker: programmed =>
      programmed.map(g => (times * 0.0277316483 * Math.log10(Math.max(1e6 * g, 1))) / Math.max(1e6 * g, 1)),
    white: programmed => new Float64Array(programmed.length),
  };
}
