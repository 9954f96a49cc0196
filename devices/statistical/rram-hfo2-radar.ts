import { reject } from '../../edge/error.js';
import { brokenLine } from '../../numeric/curves.js';
import { johnsonDraws } from '../../numeric/johnson.js';
import { deviceOfParts, type Programming, type ReadNoise, type Retention } from '../device.js';
import { ohmic } from '../parts.js';
import { aboveFloor, belowFloor } from '../soft-floor.js';
import { type DeviceEntry, scale, windowParameters } from './entry.js';
import { hfo2RadarFit as fit } from './hfo2-radar-fit.js';
import { hfo2RadarMeasured } from './hfo2-radar-measured.js';

const micro = 1e-6;
const siemens = (microsiemens: readonly number[]): number[] => microsiemens.map(value => value * micro);

const floor = fit.floor * micro;
const ceiling = fit.ceiling * micro;
const levels = siemens(fit.levels);

/** eV/K. */
const boltzmann = 8.617333262e-5;

const parameters = {
  ...windowParameters(1.25e-6, 233.75e-6),
  programmingScale: scale('programming error'),
  retentionScale: scale('drift and spread'),
  readNoiseScale: scale('read noise'),
  activationEnergy: {
    meaning: 'energy that turns temperature into time; assumed, not measured',
    unit: 'eV',
    value: 2.25,
    range: [0.2, 5],
  },
} as const;

const published = {
  source: 'own fit to the measurements of Levy et al., IEEE TED 2021 (doi 10.1109/TED.2021.3097975)',
  temperatures: [293.15, 430.15],
} as const;

/**
 * HfO₂ filamentary memory, fitted by us to measured arrays (bench/fit-hfo2.ts; numbers in hfo2-radar-fit.ts). Errors are
 * added to x, of which the conductance is g = floor·ln(1 + e^(x/floor)), floor = 8 µS (devices/soft-floor.ts); u are draws of
 * mean 0 and deviation 1 from Johnson's heavy-tailed distribution (numeric/johnson.ts), one shape for each effect.
 *
 *     programming   x = g_target + bias(g_target) + σ(g_target) u
 *     retention     x(t) = x_prog + h·(shift(g_prog) + trait),   trait = s(g_target) u, kept for life
 *                   h = (t/1800 s)^(q/E)·exp(q (1/353.15 K − 1/T)/k),   q = 0.15 eV,   E = `activationEnergy`
 *     read noise    white, about 0.2 µS to 0.7 µS
 *
 * h is 1 after 30 min at 80 °C. bias, σ and s are tables of the 32 levels, straight between them and held outside; the
 * shift is a broken line. Smooth functions describe the distributions as well or better and foretell other cells better,
 * but miss the deviations of single levels, which hang on a few outliers among 32 cells: the tables hold those outliers.
 * Means of the middle of the window lie up to 18 µS below what was written, presumably as
 * cells had relaxed before the first read. Draws beyond one in a thousand extrapolate the tails.
 *
 * What the data support: one time, 30 min, at 80 °C for the 32 levels; other cells on 4 and 8 levels at 80 °C to 157 °C
 * spread about a third as much (`retentionScale` 0.35) and give q = 0.15 ± 0.10 eV. How the spread grows with time was not
 * measured: the exponent q/E follows from E, which the authors assume to be 2.25 eV; their error rates over time are an
 * estimate made with it. That the shift grows as the spread does is assumed as well.
 */
export const rramHfo2Radar: DeviceEntry<typeof parameters> = {
  name: 'rram-hfo2-radar',
  title: 'HfO₂ memory, measured on 32 levels',
  source: published.source,
  parameters,
  measured: hfo2RadarMeasured,
  create: ({ gMin, gMax, programmingScale, retentionScale, readNoiseScale, activationEnergy }) =>
    deviceOfParts(
      'rram-hfo2-radar',
      { min: gMin, max: gMax },
      {
        programming: programming(programmingScale),
        retention: retention(retentionScale, activationEnergy),
        readNoise: readNoise(readNoiseScale),
        conduction: ohmic,
      },
    ),
};

function programming(times: number): Programming {
  const [bias, deviation] = [brokenLine(levels, siemens(fit.bias)), brokenLine(levels, siemens(fit.deviation))];
  return {
    ...published,
    limits: [
      'targets are taken 20 µS below the windows in the notes of the measurement, where cells that hold were read',
    ],
    program(target, z) {
      const u = johnsonDraws(z, fit.programming);
      return target.map((g, k) => {
        const written = aboveFloor(g + bias(g) + deviation(g) * u[k]!, floor);
        return Math.min(Math.max(g + times * (written - g), 0), ceiling);
      });
    },
  };
}

function retention(times: number, activationEnergy: number): Retention {
  const [spread, shift] = [brokenLine(levels, siemens(fit.spread)), brokenLine(siemens(fit.knots), siemens(fit.shift))];
  return {
    ...published,
    limits: [
      'fitted to 30 min at 80 °C; other times and temperatures follow an assumed activation energy',
      'below 80 °C retention is extrapolated',
    ],
    referenceTime: 0,
    longest: Infinity,
    traits(target, z) {
      const u = johnsonDraws(z, fit.baking);
      return target.map((g, k) => spread(g) * u[k]!);
    },
    age(programmed, traits, seconds, kelvin) {
      const grown = times * bakes(seconds, kelvin, activationEnergy);
      if (grown === 0) return programmed.slice();
      return programmed.map((g, k) => {
        const aged = aboveFloor(belowFloor(g, floor) + grown * (shift(g) + traits[k]!), floor);
        return Math.min(aged, Math.max(g, ceiling));
      });
    },
  };
}

function readNoise(times: number): ReadNoise {
  const deviation = brokenLine(siemens(fit.readKnots), siemens(fit.readDeviation));
  return {
    ...published,
    limits: ['read noise is known between reads in close succession only'],
    flicker: programmed => new Float64Array(programmed.length),
    // A cell near zero has a deviation of its own, of which the share would have no end.
    white: programmed => programmed.map(g => (times * deviation(g)) / Math.max(g, micro)),
  };
}

/** h: how many times the drift and spread of 30 min at 80 °C a device has `seconds` after programming at `kelvin`. */
export function bakes(seconds: number, kelvin: number, activationEnergy: number): number {
  const [least, most] = published.temperatures;
  if (!(kelvin >= least && kelvin <= most))
    reject('rram-hfo2-radar: temperature', `found ${kelvin} K`, `expected from ${least} K to ${most} K`);
  if (!(seconds >= 0)) reject('rram-hfo2-radar: age', `found ${seconds} s`, 'expected 0 s or more');
  const { temperatureSlope, bakeSeconds, bakeKelvin } = fit;
  const heat = (temperatureSlope / boltzmann) * (1 / bakeKelvin - 1 / kelvin);
  return (seconds / bakeSeconds) ** (temperatureSlope / activationEnergy) * Math.exp(heat);
}
