import { reject } from '../../edge/error.js';

/** What a pulse of |volt| (V) for `seconds` does, in steps of the pulse that a response was measured with: 0 is nothing. */
export type PulseStrength = (volt: number, seconds: number) => number;

/** Every pulse does what the measured one did. For responses whose source gives neither voltage nor width. */
export const anyPulse: PulseStrength = () => 1;

/** A pulse that does one step, and how the step changes with its voltage and width. */
export interface ExponentialStrength {
  /** V and s of the pulse that does one step. */
  readonly volt: number;
  readonly seconds: number;
  /** V that make the step e times as large; Infinity where it does not depend on the voltage. */
  readonly perE: number;
  /** |V| up to which nothing happens; default 0. */
  readonly threshold?: number;
}

/**
 * (t/t₀)·exp((|V| − V₀)/v_e) above a threshold, and 0 up to it: ions that hop over a barrier which the field lowers, as
 * long as the step is small. All four numbers are the user's: no source of the pulse models gives them.
 */
export function exponentialStrength({ volt, seconds, perE, threshold = 0 }: ExponentialStrength): PulseStrength {
  const positive = (value: number, name: string, unit: string): void => {
    if (!(value > 0)) reject(`pulse strength: ${name}`, `found ${value} ${unit}`, `expected more than 0 ${unit}`);
  };
  positive(volt, 'volt', 'V');
  positive(seconds, 'seconds', 's');
  positive(perE, 'perE', 'V');
  if (!(threshold >= 0)) reject('pulse strength: threshold', `found ${threshold} V`, 'expected at least 0 V');
  return (v, t) => (v > threshold ? (t / seconds) * Math.exp((v - volt) / perE) : 0);
}
