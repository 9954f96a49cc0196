import { clamp } from '../../numeric/curves.js';
import { deviceOfParts, type ReadNoise } from '../device.js';
import { normalProgramming } from '../normal-programming.js';
import { ohmic } from '../parts.js';
import { powerLaw } from '../power-law.js';
import { type DeviceEntry, scale, windowParameters } from './entry.js';

const parameters = {
  ...windowParameters(0, 25e-6),
  programmingScale: scale('programming error'),
  driftScale: scale('drift exponents'),
  readNoiseScale: scale('read noise'),
};

const published = {
  source:
    'Nandakumar et al., ICECS 2019 (doi 10.1109/ICECS46596.2019.8964852); Joshi et al., Nat. Commun. 11:2473 (2020)',
  limits: ['the fit holds at 300 K only'],
  temperatures: [300, 300],
} as const;

/**
 * IBM's mushroom-cell PCM, the fit of Nandakumar et al. with g_max = 25 µS, as used by Joshi et al. With ĝ = g/g_max:
 *
 *     programming   σ = (0.26348 + 1.9650 ĝ − 1.1731 ĝ²)·g_max/25   µS,   g_prog = max(0, g + σ z)
 *     drift         g(t) = g_prog·((t + t₀)/t₀)^−ν,   t₀ = 20 s,   ν = |μ_ν + σ_ν z|
 *                   μ_ν = clamp(−0.0155 ln ĝ + 0.0244, 0.049, 0.1)
 *                   σ_ν = clamp(−0.0125 ln ĝ − 0.0059, 0.008, 0.045)
 *     read noise    σ/g = Q·√ln((t + t₀ + t_read)/(2 t_read)),   Q = min(0.0088/ĝ_prog^0.65, 0.2)
 *
 * Other windows rescale σ and ĝ with their own maximum. Programming takes `target` to be held at t = 0. `pcm-joshi` is
 * another fit to the error of programming of the same devices.
 */
export const pcm: DeviceEntry<typeof parameters> = {
  name: 'pcm',
  title: 'Phase-change memory, IBM mushroom cell',
  source: published.source,
  parameters,
  create: ({ gMin, gMax, programmingScale, driftScale, readNoiseScale }) =>
    deviceOfParts(
      'pcm',
      { min: gMin, max: gMax },
      {
        programming: normalProgramming(g => programmingScale * programmingDeviation(g / gMax, gMax), published),
        retention: powerLaw(20, g => driftStatistics(g / gMax), driftScale, published),
        readNoise: readNoise(gMax, readNoiseScale),
        conduction: ohmic,
      },
    ),
};

function readNoise(gMax: number, times: number): ReadNoise {
  return {
    ...published,
    flicker: programmed => programmed.map(g => times * readNoiseStrength(g / gMax)),
    white: programmed => new Float64Array(programmed.length),
  };
}

/** σ of the programming error in S at ĝ, for a window whose maximum is `gMax` (S). */
export function programmingDeviation(relative: number, gMax: number): number {
  return ((0.26348 + 1.965 * relative - 1.1731 * relative ** 2) / 25) * gMax;
}

/** Mean and deviation of ν at ĝ; ĝ = 0 is taken at 1e-7, where both have long reached their bounds. */
export function driftStatistics(relative: number): { mean: number; deviation: number } {
  const log = Math.log(Math.max(relative, 1e-7));
  return {
    mean: clamp(-0.0155 * log + 0.0244, 0.049, 0.1),
    deviation: clamp(-0.0125 * log - 0.0059, 0.008, 0.045),
  };
}

/** Q at ĝ_prog. */
export function readNoiseStrength(relative: number): number {
  return Math.min(0.0088 / Math.max(relative ** 0.65, 1e-3), 0.2);
}
