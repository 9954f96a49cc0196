import type { ConductanceWindow, Device } from './device.js';

/** Phase-change memory: what may be changed of the published fit. Each scale multiplies one effect; 1 is the fit. */
export interface PcmParameters {
  readonly window: ConductanceWindow;
  readonly programmingScale: number;
  readonly driftScale: number;
  readonly readNoiseScale: number;
}

/** K: room temperature, at which the fit was measured; it has no temperature model. */
const measuredAt = 300;

/**
 * IBM's mushroom-cell PCM, the fit of Nandakumar et al., ICECS 2019 (doi 10.1109/ICECS46596.2019.8964852), with
 * g_max = 25 µS, as used by Joshi et al., Nat. Commun. 11:2473 (2020). With ĝ = g/g_max:
 *
 *     programming   σ = (0.26348 + 1.9650 ĝ − 1.1731 ĝ²)·g_max/25   µS,   g_prog = max(0, g + σ z)
 *     drift         g(t) = g_prog·((t + t₀)/t₀)^−ν,   t₀ = 20 s,   ν = |μ_ν + σ_ν z|
 *                   μ_ν = clamp(−0.0155 ln ĝ + 0.0244, 0.049, 0.1)
 *                   σ_ν = clamp(−0.0125 ln ĝ − 0.0059, 0.008, 0.045)
 *     read noise    σ/g = Q·√ln((t + t₀ + t_read)/(2 t_read)),   Q = min(0.0088/ĝ_prog^0.65, 0.2)
 *
 * Other windows rescale σ and ĝ with their own maximum. Programming takes `target` to be held at t = 0.
 */
export function pcmDevice(parameters: PcmParameters): Device {
  const { window, programmingScale, driftScale, readNoiseScale } = parameters;
  const t0 = 20;
  const relative = (conductance: number): number => conductance / window.max;
  return {
    model: 'pcm',
    window,
    temperature: measuredAt,
    limits: ['the fit holds at 300 K only'],
    referenceTime: t0,
    program: (target, z) =>
      Math.max(0, target + programmingScale * programmingDeviation(relative(target), window.max) * z),
    driftExponent: (target, z) => {
      const { mean, deviation } = driftStatistics(relative(target));
      return driftScale * Math.abs(mean + deviation * z);
    },
    conductance: (programmed, exponent, seconds) => programmed * ((seconds + t0) / t0) ** -exponent,
    readNoise: programmed => readNoiseScale * readNoiseStrength(relative(programmed)),
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

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
