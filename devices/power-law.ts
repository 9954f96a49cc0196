import { products } from '../kernels/elementwise.js';
import { exponentials } from '../kernels/exp.js';
import type { Retention } from './device.js';

/** Mean and deviation of the drift exponents of devices written to `siemens`. */
export type ExponentStatistics = (siemens: number) => { readonly mean: number; readonly deviation: number };

/**
 * Drift by a power law, g(t) = g_prog ((t + t₀)/t₀)^−ν, with an exponent ν = |μ + σ z| that each device keeps for life: the
 * relaxation of amorphous phase-change material. The exponents are multiplied by `times`.
 */
export function powerLaw(
  referenceTime: number,
  statistics: ExponentStatistics,
  times: number,
  about: Pick<Retention, 'source' | 'limits' | 'temperatures'>,
): Retention {
  return {
    ...about,
    referenceTime,
    longest: Infinity,
    traits: (target, z) =>
      target.map((g, k) => {
        const { mean, deviation } = statistics(g);
        return times * Math.abs(mean + deviation * z[k]!);
      }),
    age(programmed, traits, seconds, _kelvin, room) {
      const left = exponentials(traits, -Math.log1p(seconds / referenceTime), room);
      return products(left, programmed, left);
    },
  };
}
