import { reject } from '../../edge/error.js';

/** Filters that a layer has for what comes in, all channels alike; every α is at least 0 and below 1. */
export interface GammaMemory {
  /** Channels that come in. */
  readonly width: number;
  /** α of buckets 0 … K. */
  readonly decays: Float64Array;
}

/** The buckets of some series side by side, each from 0. */
export interface GammaMemoryStates {
  /** series × ((K + 1)·width): bucket 0 of all channels, then bucket 1, … */
  readonly buckets: Float64Array;
  /** One step of the first `active` series under `inputs` (active × width). */
  step(inputs: Float64Array, active: number): void;
}

/**
 * The gamma memory of SpikingGamma (Koopman, Otte, Bohté, arXiv 2602.01978): a cascade of leaks behind each input,
 *
 *     ŷ⁰ ← α₀ ŷ⁰ + s,   ŷᵏ ← αₖ ŷᵏ + (1 − αₖ) ŷᵏ⁻¹(of the step before)
 *
 * s being what comes in: 2ϑ for each spike of a gamma spiker. Behind bucket 0 a bucket passes on what it is given (gain 1 at DC),
 * 1/(1 − αₖ) steps later on average. InputError where an α would not decay.
 */
export function gammaMemoryStates({ width, decays }: GammaMemory, series: number): GammaMemoryStates {
  if (decays.length === 0) reject('gamma memory: decays', 'found none', 'expected one for each bucket, at least one');
  decays.forEach((alpha, k) => {
    if (!(alpha >= 0 && alpha < 1))
      reject(`gamma memory: decays[${k}]`, `found ${alpha}`, 'expected at least 0 and below 1');
  });
  const row = decays.length * width;
  const buckets = new Float64Array(series * row);
  return {
    buckets,
    step(inputs, active) {
      for (let s = 0; s < active; s++) {
        // From the last bucket to the first, so that each meets the one before as it was.
        for (let k = decays.length - 1; k > 0; k--) {
          const alpha = decays[k]!;
          for (let i = 0, at = s * row + k * width; i < width; i++, at++)
            buckets[at] = alpha * buckets[at]! + (1 - alpha) * buckets[at - width]!;
        }
        for (let i = 0, at = s * row; i < width; i++, at++)
          buckets[at] = decays[0]! * buckets[at]! + inputs[s * width + i]!;
      }
    },
  };
}
