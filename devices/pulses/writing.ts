import { reject } from '../../edge/error.js';
import type { Conduction, ReadNoise } from '../device.js';
import { ohmic } from '../parts.js';
import type { MatrixDraws, PulsedDevices, PulseResponse } from './pulse-response.js';

/** Pulses of one direction: the n-th in a row has the voltage min(first + n·rise, most), as its magnitude. */
export interface PulseTrain {
  /** V, V per pulse, V. */
  readonly first: number;
  readonly rise: number;
  readonly most: number;
  /** s of each pulse. */
  readonly seconds: number;
}

/** How a device is read to see where it is. */
export interface VerifyRead {
  readonly volt: number;
  readonly seconds: number;
  /**
   * s between the pulse and the read, counted from where the device's 1/f noise begins (devices/read-noise.ts). 0, the
   * default, leaves its white noise alone.
   */
  readonly age?: number;
}

/** How devices are written without looking. */
export interface BlindOptions {
  readonly set: PulseTrain;
  readonly reset: PulseTrain;
  /** S by which a device may miss the target, either way; of what is read where it is read. */
  readonly acceptance: number;
  /** Pulses, set and reset together, after which a device is given up. */
  readonly maxPulses: number;
  /** The current during pulses and reads; default I = g V. */
  readonly conduction?: Conduction;
}

export interface WriteOptions extends BlindOptions {
  readonly read: VerifyRead;
  /** Noise of the verifying reads; default none. */
  readonly readNoise?: ReadNoise;
}

/** The devices to be written, one entry each. */
export interface Writing {
  readonly response: PulseResponse;
  /** The devices, as `pulsedDevices` draws them. */
  readonly devices: PulsedDevices;
  /** S each is to have, and S each rests at before; a start beyond a device's own bounds is held there. */
  readonly target: Float64Array;
  readonly start: Float64Array;
  /** The place of each in its whole matrix. */
  readonly address: Float64Array;
  readonly draws: MatrixDraws;
  /** S at which a device stays whatever it is given, NaN of all others; default NaN. Nobody who writes knows of it. */
  readonly stuck?: Float64Array;
}

/** Whether the `k`-th device of a writing is stuck. */
export const isStuck = ({ stuck }: Writing, k: number): boolean => stuck !== undefined && !Number.isNaN(stuck[k]);

/** V of the |count|-th pulse of its direction in a row; above 0 where count is. */
export function trainVolt({ first, rise, most }: PulseTrain, count: number): number {
  return Math.sign(count) * Math.min(first + rise * (Math.abs(count) - 1), most);
}

/** Refuses devices that do not fit together, targets outside the window, and options that make no sense. */
export function checkWriting(writing: Writing, options: BlindOptions | WriteOptions): void {
  const { response, devices, target, start, address, stuck = target } = writing;
  const where = 'writing';
  const { window } = response;
  const count = target.length;
  for (const [name, { length }] of Object.entries({ start, address, stuck, devices: devices.lowest }))
    if (length !== count) reject(`${where}: ${name}`, `found ${length}`, `expected ${count}, one per target`);
  for (const [name, values] of Object.entries({ target, start }))
    values.forEach((g, k) => {
      if (!(g >= window.min && g <= window.max))
        reject(`${where}: ${name}[${k}]`, `found ${g} S`, `expected from ${window.min} to ${window.max} S`);
    });
  checkOptions(options);
}

/** The numbers of `WriteOptions`, as errors call them. */
export type WriteField =
  | `${'set' | 'reset'}.${keyof PulseTrain}`
  | `read.${keyof VerifyRead}`
  | 'acceptance'
  | 'maxPulses';

/** InputError where an option of writing makes no sense; `placeOf` says where the user wrote it. */
export function checkOptions(
  options: BlindOptions | WriteOptions,
  placeOf: (field: WriteField) => string = field => `writing: ${field}`,
): void {
  const { set, reset, acceptance, maxPulses, conduction = ohmic } = options;
  const { range } = conduction;
  const refuse = (field: WriteField, found: string, expected: string): never =>
    reject(placeOf(field), `found ${found}`, `expected ${expected}`);
  const positive = (value: number, field: WriteField, unit: string): void => {
    if (!(value > 0 && value < Infinity)) refuse(field, `${value} ${unit}`, `more than 0 ${unit}`);
  };
  const within = (volt: number, field: WriteField): void => {
    if (volt > range) refuse(field, `${volt} V`, `within the conduction's ${range} V`);
  };
  for (const [name, { first, rise, most, seconds }] of [['set', set] as const, ['reset', reset] as const]) {
    positive(first, `${name}.first`, 'V');
    positive(seconds, `${name}.seconds`, 's');
    if (!(rise >= 0)) refuse(`${name}.rise`, `${rise} V`, 'at least 0 V');
    if (!(most >= first)) refuse(`${name}.most`, `${most} V`, `at least first, ${first} V`);
    within(most, `${name}.most`);
  }
  if ('read' in options) {
    const { volt, seconds, age = 0 } = options.read;
    positive(volt, 'read.volt', 'V');
    within(volt, 'read.volt');
    positive(seconds, 'read.seconds', 's');
    if (!(age >= 0)) refuse('read.age', `${age} s`, 'at least 0 s');
  }
  positive(acceptance, 'acceptance', 'S');
  if (!(Number.isInteger(maxPulses) && maxPulses >= 0)) refuse('maxPulses', `${maxPulses}`, 'a whole number ≥ 0');
}
