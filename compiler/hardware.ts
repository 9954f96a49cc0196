import type { AdcCalibration, AdcErrors } from '../crossbar/adc.js';
import type { Capacitance } from '../crossbar/charged-array.js';
import type { Imperfections } from '../devices/cells.js';
import { type Device, deviceOfParts } from '../devices/device.js';
import { withNoise } from '../devices/noise.js';
import type { PulseWriting } from '../devices/pulses/write-cells.js';
import { createDevice, type PartName } from '../devices/table.js';
import type { MemristorRates } from '../models/network.js';
import type { PeripheralChoice } from './cost/peripherals.js';
import type { Packing } from './placement/packing.js';

/**
 * A hardware description with every quantity resolved to SI units: what a program carries and every pass reads.
 * `compiler/hardware-schema.ts` documents the file it is read from, part by part in `compiler/schema/`.
 */
export interface Hardware {
  readonly name: string;
  readonly array: ArrayHardware;
  readonly device: DeviceHardware;
  readonly imperfections: Imperfections;
  /** Where the weight scale is chosen: one per tile, or one per output column pair. */
  readonly scale: 'tile' | 'column';
  /** Rows per weight, so that errors of devices average out; `fill` takes as many as one array has room for, at most 16. */
  readonly copies: number | 'fill';
  /** How weights have two signs; a differential pair where not there. */
  readonly signs?: Signs;
  /** Weights as integers of which each cell holds some bits; not there where a cell holds a weight. */
  readonly slices?: BitSlicing;
  /** Where large weights are cut off; not there where they are not. */
  readonly clip?: WeightClip;
  /** Which products have the mean of their input subtracted before the DAC, and their bias added behind the ADC. */
  readonly centre: 'readout' | 'all';
  /** Whether lines and targets are moved for devices that are known to be stuck; they are not where not there. */
  readonly faults?: 'remapped';
  /** Places for outputs that every tile leaves free beside its own; none where not there. */
  readonly spareColumns?: number;
  /** Whether targets make up for the IR drop of the wires; they do not where not there. */
  readonly irDrop?: 'compensated';
  readonly dac: ConverterHardware & {
    /** Bits of an input's magnitude that one read takes, the least significant first; all of them where not there. */
    readonly bitsPerRead?: number;
  };
  readonly adc: ConverterHardware & {
    /** Conversions of a read that take turns on one ADC. */
    readonly shared: number;
    /** How far they are from ideal ones; not there where they are not. */
    readonly errors?: AdcErrors & {
      /** LSB, of one conversion at its input. */
      readonly noise: number;
      readonly calibration: AdcCalibration;
    };
  };
  /** The circuits that sense bit lines; not there where they are flawless. */
  readonly sense?: SenseHardware;
  readonly read: {
    /** V, amplitude of a full-scale input. */
    readonly voltage: number;
    /** s the columns are integrated per read. */
    readonly time: number;
    /** Reads of every product, or of every digit of its inputs, whose conversions are averaged digitally. */
    readonly average: number;
  };
  /** K. */
  readonly temperature: number;
  readonly recurrence: RecurrenceHardware;
  /** The circuit that codes settle in; not there where they do so digitally, round by round. */
  readonly settling?: AnalogSettling;
  /** The circuits that spiking neurons are; not there where they are digital, behind ADCs. */
  readonly neurons?: AnalogNeurons;
  /** Fractional bits of the leak factors of digital neurons; all of them where not there. */
  readonly leakBits?: number;
  /** Whether the trained readout stands on a crossbar or in digital logic. */
  readonly readout: 'crossbar' | 'digital';
  /** How tiles share arrays; not there where each has one of its own, once. */
  readonly placement?: PlacementHardware;
  /** The peripheral presets that costs are computed with, built-in ones by name; the answer is their range. */
  readonly peripherals: readonly PeripheralChoice[];
  /** What a floorplan adds to the area of the parts; nothing where it is not there. */
  readonly floorplan?: Floorplan;
}

/** Routing and white space between the parts, as a share of the parts' area, and where that share comes from. */
export interface Floorplan {
  readonly overhead: number;
  readonly source: string;
}

/** How weights of both signs stand in cells; `compiler/signs.ts`. */
export const signKinds = ['differential pair', 'dummy column', 'offset column'] as const;
export type Signs = (typeof signKinds)[number];

/**
 * Weights rounded to integers of `weightBits` bits, sign included, whose magnitude is cut into digits of `cellBits` bits, one column
 * each, all with the weight's sign.
 */
export interface BitSlicing {
  readonly weightBits: number;
  readonly cellBits: number;
  /** Whether the slices of an output lie side by side in one array, or every array holds one slice only. */
  readonly over: 'cells' | 'arrays';
  /**
   * Instead of digits with the weight's sign, those of an integer without sign, the weight and half of the range: every digit has the
   * whole window of a single cell.
   */
  readonly digits?: 'offset';
}

/** At a percentile of |w|, or where the squared error of clipping and rounding is least. */
export type WeightClip = { readonly percentile: number } | 'least error';

/** Transimpedance amplifiers, one for each bit line, and the noise of what they amplify. */
export interface SenseHardware {
  /** V, standard deviation of the offsets of the virtual grounds. */
  readonly offset: number;
  /** A/√Hz, noise at the input. */
  readonly noise: number;
  /** Whether the cells have thermal noise. */
  readonly thermal: boolean;
  /** Fano factor of the cells' shot noise; 0 for none. */
  readonly fano: number;
  /** Whether what a read without inputs gave is taken off every other read. */
  readonly zeroed: boolean;
}

/** The arrays on the chip; resistances in ohm. */
export interface ArrayHardware {
  readonly rows: number;
  readonly columns: number;
  readonly wordLineResistance: number;
  readonly bitLineResistance: number;
  readonly driverResistance: number;
  readonly senseResistance: number;
  /** F of each line's segments and across each cell; not there where there are none. They show in netlists only. */
  readonly capacitance?: Capacitance;
}

/** Where tiles stand. */
export interface PlacementHardware {
  readonly packing: Packing;
  /** Sets of arrays with the same weights, of every product that is read at each step or of some by their names. */
  readonly duplicates: number | Readonly<Record<string, number>>;
  /** Arrays side by side on the floorplan; about as many as above one another where not there. */
  readonly gridColumns?: number;
}

/** A converter: signed, symmetric, 2^(bits−1) − 1 steps to each side of zero; null bits convert exactly. */
export interface ConverterHardware {
  readonly bits: number | null;
  /** Full scale over the largest value met in calibration. */
  readonly headroom: number;
}

/** A device of the table (devices/table.ts). */
export interface DeviceHardware {
  readonly model: string;
  /** S between which weights are mapped. */
  readonly gMin: number;
  readonly gMax: number;
  /** Values of its other parameters, SI. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Parts taken from other devices of the table, by their names. */
  readonly parts: Readonly<Partial<Record<PartName, string>>>;
  /** Times the programming error and the read noise of all its devices; not there where they are as the model says. */
  readonly noise?: number;
  /** The pulses that it is written with in place of its programming error; not there where that error is drawn. */
  readonly writing?: PulseWriting;
}

/** Where the memristive recurrence is computed. */
export type RecurrenceHardware =
  | { readonly kind: 'digital' }
  | {
      readonly kind: 'volatile';
      /** s that one time unit of the network's rates takes in this device. */
      readonly timeUnit: number;
      /** S at h = 0 and h = 1. */
      readonly gMin: number;
      readonly gMax: number;
      /** V at which the state is read. */
      readonly readVoltage: number;
      /** s between two pulses, during which devices have that voltage and forget; 0 where it is not there. */
      readonly rest?: number;
      /** Relative device-to-device deviation of both rate constants, and of their voltage slopes. */
      readonly rateDeviation: number;
      readonly slopeDeviation: number;
      /** Resolution of the pulse driver over RESCALE's range and of the state's read-out over [0, 1]; null is exact. */
      readonly bits: number | null;
      /** Rates the device was measured with; a network with others is refused. */
      readonly rates: MemristorRates;
      /** True where no source gives this device: costs computed with it carry the word "assumption". */
      readonly assumption: boolean;
    };

/**
 * Sparse codes as the voltages that a circuit settles to: an RC integrator and a threshold element for each atom, whose
 * output drives its row of the lateral array. `compiler/emit/lca-circuit.ts` has its equations.
 */
export interface AnalogSettling {
  readonly kind: 'analog';
  /** s, τ = RC of the integrators. */
  readonly timeConstant: number;
  /** F, C of one integrator. */
  readonly capacitance: number;
  /** s that it is left to settle before the codes are converted. */
  readonly time: number;
}

/**
 * Neurons as circuits: capacitors at virtual grounds that column currents charge, leaks, comparators, reset switches. A time step of
 * the network is a phase in which they act, with the read pulses at its beginning, and one in which capacitors are
 * left alone while spikes are latched, membranes reset and refractory variables brought up to date.
 * `compiler/neuron-elements.ts` derives the rest.
 */
export interface AnalogNeurons {
  readonly kind: 'analog';
  /** s of both phases. */
  readonly timeStep: number;
  /** s of the second one. */
  readonly updateTime: number;
  /** F of the capacitor of each state. */
  readonly capacitance: number;
  /** V that the largest threshold of a layer stands for, or the largest value of one whose neurons yield values. */
  readonly swing: number;
  /** Time steps after a spike in which a neuron that resets to a value is held there; the networks' own models have none. */
  readonly refractorySteps: number;
  /** V, standard deviation of the comparators' offsets, one for each neuron of a chip. */
  readonly offset: number;
  /** V, standard deviation of a comparator's noise, drawn at each decision. */
  readonly noise: number;
}

/** The device statistics that a description asks for. */
export function deviceOf({ device, temperature }: Hardware): Device {
  const { model, gMin, gMax, parameters, parts, noise } = device;
  const own = createDevice(model, { gMin, gMax, ...parameters }, temperature);
  const names = Object.entries(parts) as [PartName, string][];
  const taken = names.map(([part, from]) => [part, createDevice(from, { gMin, gMax }, temperature)[part]]);
  const whole = names.length === 0 ? own : deviceOfParts(model, own.window, { ...own, ...Object.fromEntries(taken) });
  return noise === undefined ? whole : withNoise(whole, noise);
}

/** Steps to each side of zero of a signed converter: 127 for 8 bits; null where it converts exactly. */
export function converterSteps(converter: ConverterHardware): number | null {
  return converter.bits === null ? null : 2 ** (converter.bits - 1) - 1;
}

/** Steps from 0 to the largest weight that slices, or the levels of devices, leave; null where there are none. */
export function weightSteps({ slices, imperfections, signs }: Hardware): number | null {
  if (slices) return 2 ** (slices.weightBits - 1) - 1;
  const { levels } = imperfections;
  if (levels === 0) return null;
  return signs === undefined || signs === 'differential pair' ? levels - 1 : Math.floor((levels - 1) / 2);
}
