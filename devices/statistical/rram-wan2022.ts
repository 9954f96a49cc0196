import { clamp, polynomial } from '../../numeric/curves.js';
import { deviceOfParts, type ReadNoise } from '../device.js';
import { normalProgramming } from '../normal-programming.js';
import { ohmic } from '../parts.js';
import { widening } from '../widening.js';
import { type DeviceEntry, fitTo, scale, windowParameters } from './entry.js';

/** S up to which devices were measured; σ below is in µS for this window. */
const measured = 40e-6;

const parameters = {
  ...windowParameters(0, measured, [0, measured]),
  spreadScale: scale('spread'),
  whiteNoise: { meaning: 'relative deviation of single reads', unit: '', value: 0.01, range: [0, 1] },
} as const;

const day = 86400;

/** σ in µS as c₀ + c₁ ĝ + c₂ ĝ² …, at its age in s. */
const spreads = [
  { age: 1, coefficients: [0.348, 16.03, -43.853, 45.393, -16.815] },
  { age: day, coefficients: [0.701, 22.086, -50.773, 47.095, -16.458] },
  { age: 2 * day, coefficients: [0.782, 20.274, -43.507, 37.062, -11.934] },
] as const;

const published = fitTo(
  'Wan et al., Nature 608:504 (2022), as fitted in aihwkit (ReRamWan2022NoiseModel)',
  'the spread was published at 1 s, 1 day and 2 days; between them its square is interpolated in ln t',
  'nothing is known beyond 2 days',
  'no separate data for 1/f read noise',
);

/**
 * The HfOx devices of the NeuRRAM chip, whose conductances spread after programming: σ at 1 s, 1 day and 2 days are
 * quartics in ĝ = g/g_max, rescaled by g_max/40 µS. One device, one life: it is programmed with the error of 1 s, keeps
 * its z and goes
 *
 *     g(t) = g_prog + z √(σ(t)² − σ(1 s)²)
 *
 * so that the spread over devices is the published one at the published ages (devices/widening.ts). Up to 1 s nothing
 * happens. From 1 day to 2 days the published spread falls, by up to 2 %, for ĝ from 0.06 to 0.42 and from 0.79 to 0.95;
 * devices there go back a little, by up to 3 % of their way. White read noise of 1 % is the figure that aihwkit advises, here of a device's own conductance.
 *
 * CrossSim's fit to the same data, of 1 s only, is 2.36 µS at 20 µS where this one is 2.02 µS.
 */
export const rramWan2022: DeviceEntry<typeof parameters> = {
  name: 'rram-wan2022',
  title: 'Oxide memory of the NeuRRAM chip',
  source: published.source,
  parameters,
  create({ gMin, gMax, spreadScale, whiteNoise }) {
    const rescaled = spreadScale * 1e-6 * (gMax / measured);
    const variance = (siemens: number, published: number): number =>
      (rescaled * polynomial(spreads[published]!.coefficients, clamp(siemens / gMax, 0, 1))) ** 2;
    const gained = (siemens: number, seconds: number): number => {
      if (seconds <= 1) return 0;
      const from = seconds <= day ? 0 : 1;
      const [before, after] = [spreads[from]!, spreads[from + 1]!];
      const along = Math.log(seconds / before.age) / Math.log(after.age / before.age);
      const start = variance(siemens, from);
      return start + along * (variance(siemens, from + 1) - start) - variance(siemens, 0);
    };
    const readNoise: ReadNoise = {
      ...published,
      flicker: programmed => new Float64Array(programmed.length),
      white: programmed => programmed.map(() => whiteNoise),
    };
    return deviceOfParts(
      'rram-wan2022',
      { min: gMin, max: gMax },
      {
        programming: normalProgramming(g => Math.sqrt(variance(g, 0)), published),
        retention: widening({ gained, anchor: day, longest: 2 * day }, published),
        readNoise,
        conduction: ohmic,
      },
    );
  },
};
