import { reject } from '../../edge/error.js';
import type { Discretisation } from './neuron.js';

/** What neurons are computed with. */
export interface Arithmetic {
  /** 'single' keeps constants and states in float32: each is rounded once a step, after its whole sum. Default 'double'. */
  readonly precision?: 'double' | 'single' | undefined;
  /**
   * Bits after the point of the factors by which states decay: 1 − dt/τ, e^(−dt/τ), γ. What a leak lets in is 1 less the
   * rounded factor wherever it is 1 less the exact one, so that a factor which rounds to 1 cuts a neuron off. Default: not
   * rounded.
   */
  readonly factorBits?: number | undefined;
}

/** An `Arithmetic` at work. */
export interface Rounding {
  constants(values: Float64Array): Float64Array;
  factors(values: Float64Array): Float64Array;
  /** Rounds the first `count` entries in place. */
  states(values: Float64Array, count: number): void;
}

/** InputError where `factorBits` is no count. */
export function roundingOf({ precision = 'double', factorBits }: Arithmetic): Rounding {
  if (factorBits !== undefined && !(Number.isInteger(factorBits) && factorBits > 0 && factorBits <= 52))
    reject('factorBits', `found ${factorBits}`, 'expected a whole number from 1 to 52');
  const constants = (values: Float64Array): Float64Array => (precision === 'single' ? values.map(Math.fround) : values);
  return {
    constants,
    factors(values) {
      if (factorBits === undefined) return constants(values);
      return values.map(value => Math.round(value * 2 ** factorBits) / 2 ** factorBits);
    },
    states(values, count) {
      if (precision === 'single') for (let k = 0; k < count; k++) values[k] = Math.fround(values[k]!);
    },
  };
}

/** A leak as a step: v ← keep·v + gain·X. */
export interface LeakFactors {
  readonly keep: Float64Array;
  readonly gain: Float64Array;
}

/** The factors of every neuron for τ and dt; `Discretisation` has the equations. */
export function leakFactors(
  timeConstants: Float64Array,
  timeStep: number,
  discretisation: Discretisation,
  rounding: Rounding,
): LeakFactors {
  const ratio = timeConstants.map(tau => timeStep / tau);
  const keep = rounding.factors(ratio.map(r => (discretisation === 'euler' ? 1 - r : Math.exp(-r))));
  const gain = rounding.constants(discretisation === 'exponential-leak' ? ratio : keep.map(k => 1 - k));
  return { keep, gain };
}
