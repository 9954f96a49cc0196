import { reject } from '../edge/error.js';
import type { Conduction } from './device.js';

/** What one event costs a device; null where no source says. Lines, drivers and converters are not in it. */
export interface EventCost {
  /** J. */
  readonly energy: number | null;
  /** s. */
  readonly seconds: number | null;
  /** Where the numbers come from, or why there are none. */
  readonly source: string;
}

/** A programming pulse as its source gives it: V (magnitude) and s. */
export interface SourcedPulse {
  readonly volt: number;
  readonly seconds: number;
  readonly source: string;
}

/** Pulses that publications give. Where there is no reset pulse, or none at all, the source at hand does not say. */
export const publishedPulses: Readonly<Record<string, { readonly set?: SourcedPulse; readonly reset?: SourcedPulse }>> =
  {
    /** NeuRRAM, 130 nm 1T1R RRAM. */
    wan2022: {
      set: { volt: 1.75, seconds: 8.52e-6, source: 'Wan et al., Nature 608, 504 (2022), as tabulated by CiMLoop' },
    },
    /** The metal-oxide cell of PRIME. */
    prime2016: { set: { volt: 2, seconds: 40e-9, source: 'Chi et al. (PRIME), ISCA 2016, as tabulated by CiMLoop' } },
  };

/**
 * One read of a device of `siemens` at `volt` for `seconds`: V·I(V)·t. InputError where the voltage is beyond the range of
 * the conduction, or the time is not above 0.
 */
export function readCost(conduction: Conduction, siemens: number, volt: number, seconds: number): EventCost {
  return { energy: joules(conduction, siemens, volt, seconds, 'read'), seconds, source: conduction.source };
}

/**
 * One programming pulse of a device that is at `siemens` when it begins: V·I(V)·t. Not known without a pulse; the time alone
 * is where the conduction does not hold at its voltage.
 */
export function pulseCost(conduction: Conduction, siemens: number, pulse: SourcedPulse | undefined): EventCost {
  if (!pulse) return { energy: null, seconds: null, source: 'not known: no source gives the programming pulse' };
  const { volt, seconds, source } = pulse;
  if (Math.abs(volt) > conduction.range) {
    const why = `energy not known: the current is, up to ${conduction.range} V only`;
    return { energy: null, seconds, source: `${source}; ${why}` };
  }
  return { energy: joules(conduction, siemens, volt, seconds, 'pulse'), seconds, source };
}

/** `count` times an event; what is not known stays so. */
export function timesCost({ energy, seconds, source }: EventCost, count: number): EventCost {
  const times = (value: number | null): number | null => (value === null ? null : count * value);
  return { energy: times(energy), seconds: times(seconds), source };
}

function joules(conduction: Conduction, siemens: number, volt: number, seconds: number, what: string): number {
  if (!(siemens >= 0 && siemens < Infinity))
    reject(`cost of a ${what}: conductance`, `found ${siemens} S`, 'expected a finite number ≥ 0 S');
  if (!(Math.abs(volt) <= conduction.range && Math.abs(volt) < Infinity))
    reject(`cost of a ${what}: voltage`, `found ${volt} V`, `expected within ±${conduction.range} V`);
  if (!(seconds > 0 && seconds < Infinity))
    reject(`cost of a ${what}: time`, `found ${seconds} s`, 'expected more than 0 s');
  return volt * conduction.current(siemens, volt) * seconds;
}
