import { z } from 'zod';
import type { Device } from '../devices/device.js';
import { pulseConstants } from '../devices/pulses/pulse-models.js';
import type { ExponentialStrength } from '../devices/pulses/pulse-strength.js';
import { optionsOf, type PulseWriting } from '../devices/pulses/write-cells.js';
import { checkOptions, type WriteField } from '../devices/pulses/writing.js';
import { reject } from '../edge/error.js';
import type { QuantitySchema } from './schema/quantity.js';

/** The schema of `device.writing` in a hardware file: how its devices are written with pulses. */
export function writingSchema(quantity: QuantitySchema) {
  const scale = (effect: string) => z.number().min(0).default(1).describe(`Times the published ${effect}; 0 is none`);
  const train = z.strictObject({
    first: quantity('voltage', 'Of the first pulse in a row, its magnitude'),
    rise: quantity('voltage', 'By which each further pulse in the row is higher', 'non-negative'),
    most: quantity('voltage', 'Which no pulse exceeds'),
    width: quantity('time', 'Of each pulse'),
  });
  const common = {
    response: z
      .enum(Object.keys(pulseConstants) as (keyof typeof pulseConstants)[])
      .describe('Published array whose devices follow pulses as these do'),
    lowest: quantity(
      'conductance',
      'Least that pulses bring the mean device to; default gMin',
      'non-negative',
    ).optional(),
    highest: quantity('conductance', 'Most that pulses bring the mean device to; default gMax').optional(),
    spreadScale: scale('spread from device to device'),
    cycleScale: scale('scatter from pulse to pulse'),
    writeNoiseScale: scale('noise of what a device shows after a pulse'),
    corrupt: z.number().min(0).max(1).default(0).describe('Share of devices stuck inside the window'),
    strength: z
      .strictObject({
        voltage: quantity('voltage', 'Of the pulse that does one published step'),
        width: quantity('time', 'Of the same pulse'),
        perE: quantity('voltage', 'Which makes the step e times as large'),
        threshold: quantity('voltage', 'Up to which nothing happens', 'non-negative').prefault('0 V'),
      })
      .optional()
      .describe('How the step depends on voltage and width; without it, not at all'),
    set: train,
    reset: train,
    acceptance: quantity('conductance', 'By which a device may miss its target, either way'),
    maxPulses: z.int().min(1).describe('Set and reset together, after which a device is given up'),
    parallel: z.int().min(1).default(1).describe('Neighbours in a row that are written at once'),
  };
  return z.discriminatedUnion('method', [
    z.strictObject({
      method: z.literal('write-verify'),
      ...common,
      read: z.strictObject({
        voltage: quantity('voltage', 'Of a verifying read'),
        time: quantity('time', 'Of a verifying read'),
        delay: quantity('time', 'From the pulse to the read', 'non-negative').prefault('0 s'),
      }),
    }),
    z.strictObject({ method: z.literal('blind'), ...common }),
  ]);
}

/** `device.writing` as it is written, and with its units resolved. */
export type WritingInput = z.input<ReturnType<typeof writingSchema>>;
export type WritingFile = z.output<ReturnType<typeof writingSchema>>;

/** `device.writing` as a program carries it; `gMin` and `gMax` (S) are those of its device. */
export function pulseWriting(
  { strength, lowest, highest, ...file }: WritingFile,
  gMin: number,
  gMax: number,
): PulseWriting {
  const train = ({ first, rise, most, width }: WritingFile['set']) => ({ first, rise, most, seconds: width });
  const both = {
    ...file,
    window: { min: lowest ?? gMin, max: highest ?? gMax },
    strength: strength ? strengthOf(strength) : null,
    ...{ set: train(file.set), reset: train(file.reset) },
  };
  if (both.method === 'blind') return both;
  const { read } = both;
  return { ...both, read: { volt: read.voltage, seconds: read.time, delay: read.delay } };
}

const strengthOf = ({
  voltage,
  width,
  perE,
  threshold,
}: NonNullable<WritingFile['strength']>): ExponentialStrength => ({
  volt: voltage,
  seconds: width,
  perE,
  threshold,
});

/** What the file calls the numbers of which it has other names. */
const fileNames: Partial<Record<WriteField, string>> = {
  'set.seconds': 'set.width',
  'reset.seconds': 'reset.width',
  'read.volt': 'read.voltage',
  'read.seconds': 'read.time',
  'read.age': 'read.delay',
};

/** Refuses pulses and reads that do not fit together, or not to the device; `where` is the place of `device.writing`. */
export function requireWriting(writing: PulseWriting, device: Device, where: string): void {
  checkOptions(optionsOf(writing, device), field => `${where}.${fileNames[field] ?? field}`);
  const { min, max } = device.window;
  const { window } = writing;
  if (window.min > min) reject(`${where}.lowest`, `found ${window.min} S`, `expected at most gMin, ${min} S`);
  if (window.max < max) reject(`${where}.highest`, `found ${window.max} S`, `expected at least gMax, ${max} S`);
  for (const way of ['set', 'reset'] as const) {
    const { first, rise, most, seconds } = writing[way];
    const volt = Math.min(first + rise * (writing.maxPulses - 1), most);
    const joules = writing.maxPulses * volt * device.conduction.current(window.max, volt) * seconds;
    if (!(joules < Infinity))
      reject(`${where}.${way}`, `found up to ${volt} V for ${seconds} s`, 'expected pulses of finite energy');
  }
  // 40 µS − 10 µS is one bit more than 30 µS.
  if (writing.acceptance >= (max - min) * (1 - 1e-12))
    reject(
      `${where}.acceptance`,
      `found ${writing.acceptance} S`,
      `expected less than from gMin to gMax, ${min} S to ${max} S`,
    );
}
