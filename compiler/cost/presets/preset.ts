import type { Hardware } from '../../hardware.js';
import { constant, type Figure, product, ratio, setting, square } from '../figure.js';

/** What one operation of a part costs, and what one instance of it takes up. */
export interface PartFigures {
  /** J. */
  readonly energy: Figure;
  /** s. */
  readonly latency: Figure;
  /** m². */
  readonly area: Figure;
  /** W of one instance that does nothing; not there where the source gives none. */
  readonly leakage?: Figure;
}

/** What is known of a conversion. */
export interface Conversion {
  /** Resolution of the converter. */
  readonly bits: Figure;
  /** K; not there where only the figures at 300 K are asked for. */
  readonly temperature?: Figure;
  /** V at which arrays are read, and Ω of what is converted at it, mean over a run. */
  readonly column?: { readonly voltage: Figure; readonly resistance: Figure };
}

/** What writing a device once takes, by the pulses of a publication. */
export interface WritingFigures {
  /** J of `cells` devices, whose conductances (S) sum to `conductance`. */
  energy(cells: Figure, conductance: Figure): Figure;
  /** s of `cells` devices, one after the other. */
  time(cells: Figure): Figure;
}

/**
 * A cited set of peripheral circuits. Published figures for one 8-bit conversion differ two hundredfold, so costs are
 * always computed with several and given as a range. A part that the publication does not give is taken from another one,
 * whose name then stands in the source.
 */
export interface Preset {
  readonly name: string;
  readonly description: string;
  /** One conversion of an ADC; the latency of all its bits. InputError where there is none of this resolution. */
  adc(conversion: Conversion): PartFigures;
  /** One conversion of a row DAC. */
  dac(bits: Figure): PartFigures;
  /** Holding or integrating one column's current for one read. */
  readonly sense: PartFigures;
  /** F of one cell's share of a word line; m² of one row's driver. */
  readonly driver: { readonly capacitance: Figure; readonly area: Figure; readonly leakage?: Figure };
  /** One addition, multiplication or table look-up of 16 bits; area of one lane. */
  readonly digital: PartFigures;
  /** Writing and reading one bit; area and leakage of one bit. */
  readonly buffer: { readonly energy: Figure; readonly area: Figure; readonly leakage?: Figure };
  /** m² of one memory cell. */
  readonly cellArea: Figure;
  /** Not there where the source says nothing of it. */
  readonly writing?: WritingFigures;
  /** Whether the source says how a part changes with temperature. */
  readonly followsTemperature: boolean;
}

export const pJ = 1e-12;
export const um2 = 1e-12;
export const mm2 = 1e-6;
export const ns = 1e-9;
export const mW = 1e-3;
export const nm = 1e-9;

/** The resolution of a converter as the hardware file has it. */
export const resolution = (name: string, bits: number | null): Figure =>
  bits === null
    ? setting(name, 8, '', 'hardware file: "ideal", which is costed as 8 bits, since perfection has no price list')
    : setting(name, bits, '', 'hardware file');

/** That of a DAC: of all bits of an input, or of those that one read takes, with its sign. */
export const drivenResolution = ({ bits, bitsPerRead }: Hardware['dac']): Figure =>
  bitsPerRead === undefined
    ? resolution('dac.bits', bits)
    : setting('dac.bitsPerRead + 1', bitsPerRead + 1, '', 'hardware file: bits of one read, and a sign');

/** No time of its own. */
export const noTime = (why: string): Figure => constant('latency', 0, 's', why);

/** One pulse of a voltage (V) for a time (s) on each device: E = V²·t·ΣG, and each device after the one before. */
export function pulsed(volt: Figure, width: Figure): WritingFigures {
  return {
    energy: (_, conductance) => product(square(volt), width, conductance),
    time: cells => product(cells, width),
  };
}

/** A whole array of `size` devices for an energy (J) and a time (s), of which each device takes its share. */
export function perArray(energy: Figure, time: Figure, size: Figure): WritingFigures {
  return {
    energy: cells => ratio(product(cells, energy), size),
    time: cells => ratio(product(cells, time), size),
  };
}
