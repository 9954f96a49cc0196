import { clamp, polynomial } from '../../numeric/curves.js';
import { deviceOfParts, type ReadNoise } from '../device.js';
import { normalProgramming } from '../normal-programming.js';
import { ohmic } from '../parts.js';
import { type ExponentStatistics, powerLaw } from '../power-law.js';
import { type DeviceEntry, fitTo, scale, windowParameters } from './entry.js';

/** c₀ + c₁ ĝ + c₂ ĝ² … from the relative conductance `from` on; below it a ln ĝ + b, held between `least` and `most`. */
interface Piecewise {
  readonly from: number;
  readonly low: { readonly a: number; readonly b: number; readonly least: number; readonly most: number };
  readonly high: readonly number[];
}

/** What was fitted to cells that hold a conductance in so many devices. */
interface Fit {
  /** S up to which cells were measured. */
  readonly gMax: number;
  /** s, t₀. */
  readonly referenceTime: number;
  /** σ of the programming error in µS, for the `gMax` above. */
  readonly error: readonly number[];
  readonly exponentDeviation: Piecewise;
  readonly noiseStrength: Piecewise;
}

const one: Fit = {
  gMax: 10.35e-6,
  referenceTime: 200,
  error: [0.15781817, 2.32443916, -2.16310839, 0.68841818],
  exponentDeviation: {
    from: 0.3039,
    low: { a: -0.012, b: -0.0023, least: 0.0124, most: 0.04 },
    high: [0.0104, 0.0116, -0.0165],
  },
  noiseStrength: {
    from: 0.1591,
    low: { a: -0.0078, b: 0.0038, least: 0.0179, most: 0.04 },
    high: [0.0088, 0.0768, -0.1352, 0.0664],
  },
};

const two: Fit = {
  gMax: 20.7e-6,
  referenceTime: 300,
  error: [0.16603222, 4.71806468, -8.48101252, 4.68961419],
  exponentDeviation: {
    from: 0.3055,
    low: { a: -0.0117, b: -0.0057, least: 0.0091, most: 0.04 },
    high: [0.0073, 0.0093, -0.0118],
  },
  noiseStrength: {
    from: 0.16,
    low: { a: -0.0117, b: -0.0069, least: 0.015, most: 0.04 },
    high: [0.0123, 0.0211, -0.028, 0.0069],
  },
};

/** The mean of ν, the same in both. */
const exponentMean: Piecewise = {
  from: 0.0945,
  low: { a: -0.0387, b: -0.0182, least: 0.072, most: 0.13 },
  high: [0.0736, -0.0126, -0.0436],
};

const source =
  'Le Gallo et al., Nat. Electron. 6:680 (2023), IBM HERMES project chip; as fitted in aihwkit (HermesNoiseModel)';

/**
 * The phase-change cells of IBM's HERMES project chip; a conductance is held by one device, or shared by two. With
 * ĝ = g/g_max:
 *
 *     programming   σ(ĝ)·g_max/g_ref, a cubic in µS,   g_prog = max(0, g + σ z),   g_ref = 10.35 or 20.7 µS
 *     drift         g(t) = g_prog·((t + t₀)/t₀)^−ν,   t₀ = 200 or 300 s,   ν = |μ_ν(ĝ) + σ_ν(ĝ) z|
 *     read noise    σ/g = Q(ĝ_prog)·√ln((t + t₀ + t_read)/(2 t_read))
 *
 * μ_ν, σ_ν and Q fall with ln ĝ between bounds for small ĝ and are polynomials from there on; the pieces do not quite meet.
 * The noise was read with t_read = 512 ns, which is for the hardware file to say. Both devices of a pair count as one that
 * drifts with one ν: the chip itself, which maps them to different states, drifts less (Vasilopoulos et al., IEEE TED 2023).
 */
function hermes(name: string, title: string, fit: Fit, ...limits: readonly string[]) {
  const published = fitTo(source, ...limits);
  const parameters = {
    ...windowParameters(0, fit.gMax, [0, fit.gMax]),
    programmingScale: scale('programming error'),
    driftScale: scale('drift exponents'),
    readNoiseScale: scale('read noise'),
  };
  const entry: DeviceEntry<typeof parameters> = {
    name,
    title,
    source,
    parameters,
    create({ gMin, gMax, programmingScale, driftScale, readNoiseScale }) {
      const rescaled = 1e-6 * (gMax / fit.gMax);
      const exponents: ExponentStatistics = g => ({
        mean: at(exponentMean, g / gMax),
        deviation: at(fit.exponentDeviation, g / gMax),
      });
      const readNoise: ReadNoise = {
        ...published,
        // The polynomials would fall below 0 at about twice g_max.
        flicker: programmed => programmed.map(g => readNoiseScale * Math.max(0, at(fit.noiseStrength, g / gMax))),
        white: programmed => new Float64Array(programmed.length),
      };
      return deviceOfParts(
        name,
        { min: gMin, max: gMax },
        {
          programming: normalProgramming(g => programmingScale * rescaled * polynomial(fit.error, g / gMax), published),
          retention: powerLaw(fit.referenceTime, exponents, driftScale, published),
          readNoise,
          conduction: ohmic,
        },
      );
    },
  };
  return entry;
}

export const pcmHermes1 = hermes('pcm-hermes-1', 'Phase-change memory, IBM HERMES chip, one device per cell', one);

export const pcmHermes2 = hermes(
  'pcm-hermes-2',
  'Phase-change memory, IBM HERMES chip, two devices per cell',
  two,
  'the two devices of a cell drift alike; on the chip they share a conductance unevenly and drift less',
);

/** ĝ = 0 is taken at 1e-7, where all have long reached their bounds. */
function at({ from, low, high }: Piecewise, relative: number): number {
  if (relative >= from) return polynomial(high, relative);
  return clamp(low.a * Math.log(Math.max(relative, 1e-7)) + low.b, low.least, low.most);
}
