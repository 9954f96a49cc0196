import { reject } from '../../edge/error.js';
import { normalDistribution } from '../../numeric/normal-distribution.js';
import { deviceOfParts, type Programming } from '../device.js';
import { normalProgramming } from '../normal-programming.js';
import { ohmic, unknownRetention } from '../parts.js';
import { type DeviceEntry, windowParameters } from './entry.js';

/** What the programming error of a device grows with. */
interface Growth {
  readonly name: string;
  /** How it goes with conductance, in words. */
  readonly title: string;
  /** What it is a part of, in words and in S. */
  readonly of: string;
  scale(siemens: number, gMax: number): number;
}

const independent: Growth = { name: 'independent', title: 'independent of', of: 'gMax', scale: (_g, gMax) => gMax };
const proportional: Growth = { name: 'proportional', title: 'proportional to', of: 'the target', scale: g => g };
const inverse: Growth = { name: 'inverse', title: 'inverse to', of: 'gMax²/target', scale: (g, gMax) => gMax ** 2 / g };

interface Distribution {
  readonly name: string;
  /** What the parameter `spread` is of it. */
  readonly spread: string;
  /** Programming with a spread σ(g) in S. */
  program(spread: (siemens: number) => number, about: About): Programming;
}

type About = Pick<Programming, 'source' | 'limits' | 'temperatures'>;

const normal: Distribution = { name: 'normal', spread: 'deviation of the error', program: normalProgramming };

const uniform: Distribution = {
  name: 'uniform',
  spread: 'width of the error, end to end',
  program: (spread, about) => ({
    ...about,
    program: (target, z) => target.map((g, k) => Math.max(0, g + spread(g) * (normalDistribution(z[k]!) - 0.5))),
  }),
};

const lognormal: Distribution = {
  name: 'lognormal',
  spread: 'deviation of ln g times the target',
  program: (spread, about) => ({
    ...about,
    // A spread in proportion leaves 0 at 0, where the quotient is none.
    program: (target, z) => target.map((g, k) => (g > 0 ? g * Math.exp((spread(g) / g) * z[k]!) : 0)),
  }),
};

/** The most that ln g may deviate by, as for `rram`: beyond it, some draws give conductances past all bounds. */
const mostLog = 5;

/**
 * A device whose only flaw is a programming error of the user's own size. With s = `spread` and S(g) = g_max, g or
 * g_max²/g,
 *
 *     normal       g_prog = max(0, g + s S(g) z)
 *     uniform      g_prog = max(0, g + s S(g) (Φ(z) − 1/2))       from −s S/2 to s S/2
 *     lognormal    g_prog = g exp(s S(g)/g z)                     the median device is on target
 *
 * The first two are CrossSim's generic errors in S instead of parts of g_max, held at 0 from below. Where s S(g), or
 * s S(g)/g for the lognormal error, has no bound towards 0, gMin must be above it.
 */
function genericEntry(distribution: Distribution, growth: Growth) {
  const name = `${distribution.name}-${growth.name}`;
  const aboveZero = growth === inverse || (growth === independent && distribution === lognormal);
  const parameters = {
    ...(aboveZero ? windowParameters(2.5e-6, 25e-6, [1e-12, 1]) : windowParameters(0, 25e-6)),
    spread: { meaning: `${distribution.spread}, as a part of ${growth.of}`, unit: '', value: 0.02, range: [0, 5] },
    flicker: { meaning: 'strength Q of 1/f read noise', unit: '', value: 0, range: [0, 1] },
  } as const;
  const entry: DeviceEntry<typeof parameters> = {
    name,
    title: `Any device, with a ${distribution.name} error ${growth.title} conductance`,
    source: 'parameters of the user',
    parameters,
    create({ gMin, gMax, spread, flicker }, kelvin) {
      const about = {
        source: 'parameters of the user',
        limits: [`parameters hold at ${kelvin} K only`],
        temperatures: [kelvin, kelvin],
      } as const;
      const absolute = (g: number): number => spread * growth.scale(g, gMax);
      if (distribution === lognormal && gMin > 0 && absolute(gMin) / gMin > mostLog)
        reject(
          `device ${name}: spread`,
          `found a deviation of ln g of ${absolute(gMin) / gMin} at gMin, ${gMin} S`,
          `expected at most ${mostLog}`,
        );
      return deviceOfParts(
        name,
        { min: gMin, max: gMax },
        {
          programming: distribution.program(absolute, about),
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
  return entry;
}

/** `normal-independent`, `normal-proportional` … `lognormal-inverse`. */
export const genericEntries = [normal, uniform, lognormal].flatMap(distribution =>
  [independent, proportional, inverse].map(growth => genericEntry(distribution, growth)),
);
