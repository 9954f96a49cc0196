import { type HeldLine, heldLine, scaledLine, scatter, spreadLines } from '../../kernels/elementwise.js';
import { logarithms, powers } from '../../kernels/log.js';
import { polynomial } from '../../numeric/curves.js';
import { deviceOfParts, type Programming, type ReadNoise, type Retention } from '../device.js';
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
        programming: programming(gMax, programmingScale),
        retention: drift(gMax, driftScale),
        readNoise: readNoise(gMax, readNoiseScale),
        conduction: ohmic,
      },
    ),
};

// What follows goes through all devices of an array at once; the functions of one device below say the same.

function programming(gMax: number, times: number): Programming {
  const perMicro = (times * gMax) / 25;
  const deviation = [perMicro * error[0], (perMicro * error[1]) / gMax, (perMicro * error[2]) / gMax ** 2] as const;
  return {
    ...published,
    program: (target, z, room = new Float64Array(target.length)) => scatter(target, z, deviation, room),
  };
}

function drift(gMax: number, times: number): Retention {
  const [mean, deviation] = [scaledLine(exponentMean, times), scaledLine(exponentDeviation, times)];
  return {
    ...powerLaw(20, g => driftStatistics(g / gMax), times, published),
    traits(target, z, room) {
      const log = logarithms(target, 1 / gMax, room);
      return spreadLines(log, z, mean, deviation, log);
    },
  };
}

function readNoise(gMax: number, times: number): ReadNoise {
  return {
    ...published,
    flicker: (programmed, room) =>
      powers(programmed, { factor: 1 / gMax, exponent: -0.65, times: times * 0.0088, most: times * 0.2 }, room),
    white: (programmed, room) => room?.fill(0) ?? new Float64Array(programmed.length),
  };
}

/** σ of the programming error in S at ĝ, for a window whose maximum is `gMax` (S). */
export function programmingDeviation(relative: number, gMax: number): number {
  return (deviationAt(relative) / 25) * gMax;
}

/** The same in µS at g_max = 25 µS, by powers of ĝ. */
const error = [0.26348, 1.965, -1.1731] as const;
const deviationAt = (relative: number): number => polynomial(error, relative);

/** Mean and deviation of ν at ĝ, which may be 0: both have long reached their bounds there. */
export function driftStatistics(relative: number): { mean: number; deviation: number } {
  const log = Math.log(relative);
  return { mean: heldLine(exponentMean, log), deviation: heldLine(exponentDeviation, log) };
}

/** μ_ν and σ_ν by ln ĝ. */
const exponentMean: HeldLine = { slope: -0.0155, offset: 0.0244, least: 0.049, most: 0.1 };
const exponentDeviation: HeldLine = { slope: -0.0125, offset: -0.0059, least: 0.008, most: 0.045 };

/** Q at ĝ_prog. */
export function readNoiseStrength(relative: number): number {
  return Math.min(0.0088 * relative ** -0.65, 0.2);
}
