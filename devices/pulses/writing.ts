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

export interface WriteOptions {
  readonly set: PulseTrain;
  readonly reset: PulseTrain;
  readonly read: VerifyRead;
  /** S by which what is read may miss the target, either way. */
  readonly acceptance: number;
  /** Pulses, set and reset together, after which a device is given up. */
  readonly maxPulses: number;
  /** Noise of the verifying reads; default none. */
  readonly readNoise?: ReadNoise;
  /** The current during pulses and reads; default I = g V. */
  readonly conduction?: Conduction;
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
}

/** V of the |count|-th pulse of its direction in a row; above 0 where count is. */
export function trainVolt({ first, rise, most }: PulseTrain, count: number): number {
  return Math.sign(count) * Math.min(first + rise * (Math.abs(count) - 1), most);
}

/** Refuses devices that do not fit together, targets outside the window, and options that make no sense. */
export function checkWriting({ response, devices, target, start, address }: Writing, options: WriteOptions): void {
  const where = 'writing';
  const { window } = response;
  const count = target.length;
  for (const [name, { length }] of Object.entries({ start, address, devices: devices.lowest }))
    if (length !== count) reject(`${where}: ${name}`, `found ${length}`, `expected ${count}, one per target`);
  for (const [name, values] of Object.entries({ target, start }))
    values.forEach((g, k) => {
      if (!(g >= window.min && g <= window.max))
        reject(`${where}: ${name}[${k}]`, `found ${g} S`, `expected from ${window.min} to ${window.max} S`);
    });
  const { set, reset, read, acceptance, maxPulses, conduction = ohmic } = options;
  const positive = (value: number, name: string, unit: string): void => {
    if (!(value > 0 && value < Infinity))
      reject(`${where}: ${name}`, `found ${value} ${unit}`, `expected more than 0 ${unit}`);
  };
  for (const [name, train] of Object.entries({ set, reset })) {
    positive(train.first, `${name}.first`, 'V');
    positive(train.seconds, `${name}.seconds`, 's');
    if (!(train.rise >= 0)) reject(`${where}: ${name}.rise`, `found ${train.rise} V`, 'expected at least 0 V');
    if (!(train.most >= train.first))
      reject(`${where}: ${name}.most`, `found ${train.most} V`, `expected at least first, ${train.first} V`);
    if (train.most > conduction.range)
      reject(
        `${where}: ${name}.most`,
        `found ${train.most} V`,
        `expected within the conduction's ${conduction.range} V`,
      );
  }
  positive(read.volt, 'read.volt', 'V');
  if (read.volt > conduction.range)
    reject(`${where}: read.volt`, `found ${read.volt} V`, `expected within the conduction's ${conduction.range} V`);
  positive(read.seconds, 'read.seconds', 's');
  if (!((read.age ?? 0) >= 0)) reject(`${where}: read.age`, `found ${read.age} s`, 'expected at least 0 s');
  positive(acceptance, 'acceptance', 'S');
  if (!(Number.isInteger(maxPulses) && maxPulses >= 0))
    reject(`${where}: maxPulses`, `found ${maxPulses}`, 'expected a whole number ≥ 0');
}
