/** The conductances between which a device can be programmed, S. */
export interface ConductanceWindow {
  readonly min: number;
  readonly max: number;
}

/** K, both ends included. */
export type TemperatureRange = readonly [least: number, most: number];

/** Whether `kelvin` is in the range but for rounding; nothing is below 0 K. */
export function holdsAt([least, most]: TemperatureRange, kelvin: number): boolean {
  return kelvin >= Math.max(0, least - 1e-9) && kelvin <= most + 1e-9 && kelvin < Infinity;
}

/** What every part of a device says of itself. */
interface Part {
  /** Paper and equation, or data, that it comes from. */
  readonly source: string;
  /** What it does not know, in words for the user; e.g. "no retention model". */
  readonly limits: readonly string[];
  /** K at which it holds. */
  readonly temperatures: TemperatureRange;
}

/** How far a device that is written misses its target. */
export interface Programming extends Part {
  /** S just after programming towards `target` (S), cell by cell, for the devices' draws z ~ N(0, 1). */
  program(target: Float64Array, z: Float64Array, room?: Float64Array): Float64Array;
}

/**
 * What time does to a device. One number, its trait, is drawn when it is written and kept for life: a drift exponent, or
 * where it stands in a distribution that widens.
 */
export interface Retention extends Part {
  /** s after programming at which drift begins to count, t₀ of a power law; 0 where there is no such time. */
  readonly referenceTime: number;
  /** s after programming up to which it holds, as far as its source has data; Infinity where its law has no end. */
  readonly longest: number;
  /** The traits of devices written to `target` (S), for their draws z ~ N(0, 1). */
  traits(target: Float64Array, z: Float64Array, room?: Float64Array): Float64Array;
  /** S of the devices `seconds` after they were programmed to `programmed` (S), at `kelvin` all the while. */
  age(
    programmed: Float64Array,
    traits: Float64Array,
    seconds: number,
    kelvin: number,
    room?: Float64Array,
  ): Float64Array;
}

/** How single reads of a device scatter around its conductance. */
export interface ReadNoise extends Part {
  /**
   * Q of 1/f noise of devices programmed to `programmed` (S): a conductance observed between the frequencies f₁ < f₂ has
   * the relative variance Q² ln(f₂/f₁) (devices/read-noise.ts).
   */
  flicker(programmed: Float64Array, room?: Float64Array): Float64Array;
  /** Relative deviation of noise that differs from read to read, whatever their distance in time. */
  white(programmed: Float64Array, room?: Float64Array): Float64Array;
}

/** Fills in the current (A) and its slope dI/dV (S) of every device at its own voltage (V). */
export type DeviceCurrents = (volts: Float64Array, current: Float64Array, slope: Float64Array) => void;

/** The current of a device that is read, by its conductance at low voltage. */
export interface Conduction extends Part {
  /** V up to which, either way, it holds. */
  readonly range: number;
  /** A through a device of `siemens` at `volt`, and the slope dI/dV (S) there. */
  current(siemens: number, volt: number): number;
  slope(siemens: number, volt: number): number;
  /**
   * The same two of many devices that are read again and again: what does not depend on the voltage is worked out once.
   * Not there where nothing would be saved; the bits are those of `current` and `slope`.
   */
  devices?(siemens: Float64Array): DeviceCurrents;
  /** The same current as an expression of plain ngspice, `volt` being one of the voltage. */
  expression(siemens: number, volt: string): string;
}

/** The parts that a device is made of; any may be taken from another device. */
export interface DeviceParts {
  readonly programming: Programming;
  readonly retention: Retention;
  readonly readNoise: ReadNoise;
  readonly conduction: Conduction;
}

/**
 * The statistics of one kind of memristor, as pure functions of target conductances and of standard normal draws. Whoever
 * calls them for many devices, block after block, lends them `room` of the same length for their results: what they return
 * may lie there, and nothing else is written to.
 *
 * The contract follows the life of a device. Programming and the traits are asked for once, when it is written, and
 * their draws belong to it for good; retention then follows that same device through time and temperature; read noise says
 * how far single reads scatter around it, and conduction what current flows at a voltage. devices/cells.ts puts it all
 * together for the cells of an array.
 */
export interface Device extends DeviceParts {
  /** Its name in the table of devices, e.g. `pcm`. */
  readonly model: string;
  readonly window: ConductanceWindow;
  /** K at which all parts hold. */
  readonly temperatures: TemperatureRange;
  /** What the parts do not know. */
  readonly limits: readonly string[];
}

/** A device of these parts, good for what all of them are good for. */
export function deviceOfParts(model: string, window: ConductanceWindow, parts: DeviceParts): Device {
  const { programming, retention, readNoise, conduction } = parts;
  const all: readonly Part[] = [programming, retention, readNoise, conduction];
  return {
    ...{ model, window, programming, retention, readNoise, conduction },
    temperatures: [
      Math.max(...all.map(part => part.temperatures[0])),
      Math.min(...all.map(part => part.temperatures[1])),
    ],
    limits: [...new Set(all.flatMap(part => part.limits))],
  };
}

/** Cell states of a device array that a fault has taken out of reach of programming. */
export const fault = { none: 0, stuckLow: 1, stuckHigh: 2 } as const;
