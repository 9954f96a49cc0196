import { clamp, polynomial } from '../../numeric/curves.js';
import { type Conduction, deviceOfParts } from '../device.js';
import { normalProgramming } from '../normal-programming.js';
import { unknownReadNoise, unknownRetention } from '../parts.js';
import { type DeviceEntry, fitTo, scale, windowParameters } from './entry.js';

/** S between which devices were programmed. */
const [least, most] = [50e-6, 225e-6];

const parameters = { ...windowParameters(least, most, [least, most]), programmingScale: scale('programming error') };

const source = 'Milo et al., IRPS 2021 (IEEE Xplore 9405119), Fig. 4, algorithm IGVVA-100; as fitted in CrossSim';

/**
 * Oxide devices, programmed with verified pulses of rising gate voltage (IGVVA-100):
 *
 *     programming   σ = 4.782321 − 0.009107 g,   g and σ in µS,   g_prog = g + σ z
 *     conduction    I = g V + n₂ V² + n₃ V³,   |V| ≤ 0.5 V,   g in S at 0 V
 *                   n₂ = 7.063e-3 + 5.711e-3 l + 1.541e-3 l² + 1.388e-4 l³   S/V,   l = log₁₀ g
 *                   n₃ = 1.2968e-3 + 6.7919e-4 l + 8.871e-5 l²   S/V²
 *
 * The source does not clip, and need not: no draw is as far as 11 σ, where the window would end at 0. I–V curves were
 * measured from 62.5 to 110 µS; the fit leads from there to a device at 225 µS that is taken to be linear, and is an
 * extrapolation below. Devices outside 50 to 225 µS have the curve, I/g, of the nearest within. n₂ and n₃ are small
 * differences of large terms: half a unit in the last printed digit of a coefficient can move n₂ by 9e-6 S/V, more than it
 * is at 110 µS. At 225 µS, where the source made n₂ vanish, 1.6e-6 S/V is left.
 */
export const rramMilo2021: DeviceEntry<typeof parameters> = {
  name: 'rram-milo2021',
  title: 'Oxide memory of Milo et al., with its I–V curve',
  source,
  parameters,
  create: ({ gMin, gMax, programmingScale }) =>
    deviceOfParts(
      'rram-milo2021',
      { min: gMin, max: gMax },
      {
        programming: normalProgramming(g => programmingScale * Math.max(0, 4.782321e-6 - 0.009107 * g), fitTo(source)),
        retention: unknownRetention,
        readNoise: unknownReadNoise,
        conduction,
      },
    ),
};

/** I = g V (1 + a V + b V²), with a (1/V) and b (1/V²) of a device of `siemens`. */
function curvature(siemens: number): { a: number; b: number } {
  const g = clamp(siemens, least, most);
  const log = Math.log10(g);
  return {
    a: polynomial([7.063e-3, 5.711e-3, 1.541e-3, 1.388e-4], log) / g,
    b: polynomial([1.2968e-3, 6.7919e-4, 8.871e-5], log) / g,
  };
}

const conduction: Conduction = {
  ...fitTo(source, 'I–V curves were measured up to 0.5 V and from 62.5 to 110 µS only'),
  range: 0.5,
  current(siemens, volt) {
    const { a, b } = curvature(siemens);
    return siemens * volt * (1 + volt * (a + volt * b));
  },
  slope(siemens, volt) {
    const { a, b } = curvature(siemens);
    return siemens * (1 + volt * (2 * a + volt * 3 * b));
  },
  devices(siemens) {
    const a = new Float64Array(siemens.length);
    const b = new Float64Array(siemens.length);
    siemens.forEach((g, k) => {
      const bent = curvature(g);
      a[k] = bent.a;
      b[k] = bent.b;
    });
    return (volts, current, slope) => {
      for (let k = 0; k < siemens.length; k++) {
        const [g, volt] = [siemens[k]!, volts[k]!];
        const [linear, square] = [a[k]!, b[k]!];
        current[k] = g * volt * (1 + volt * (linear + volt * square));
        slope[k] = g * (1 + volt * (2 * linear + volt * 3 * square));
      }
    };
  },
  expression(siemens, volt) {
    const { a, b } = curvature(siemens);
    return `${siemens}*(${volt})*(1+(${volt})*((${a})+(${volt})*(${b})))`;
  },
};
