import { z } from 'zod';
import { adcCalibrations } from '../../crossbar/adc.js';
import type { QuantitySchema } from './quantity.js';

// What stands between an array and the digital world, as a hardware file has it.

/** Of an error. */
export const scale = z.number().min(0);

/** Bits of a converter; null where it converts exactly. */
export const bits = z
  .union([z.int().min(2, 'expected 2 to 24 bits').max(24, 'expected 2 to 24 bits'), z.literal('ideal')], {
    error: 'expected 2 to 24 bits, or "ideal"',
  })
  .transform(value => (value === 'ideal' ? null : value))
  .describe('Resolution, sign included; "ideal" converts exactly');

/** The schema of `dac`. */
export function dacSchema() {
  return z.strictObject({
    bits,
    headroom: z.number().min(1).default(1),
    bitsPerRead: z
      .int('expected 1 to 8 bits')
      .min(1, 'expected 1 to 8 bits')
      .max(8, 'expected 1 to 8 bits')
      .optional()
      .describe("Of an input's magnitude that one read takes; default: all of them"),
  });
}

/** The schema of `adc`. */
export function adcSchema() {
  return z.strictObject({
    bits,
    headroom: z.number().min(1).default(1.1),
    shared: z.int().min(1).default(8),
    errors: z
      .strictObject({
        offset: scale.default(0).describe('LSB, standard deviation over ADCs'),
        gain: scale.default(0).describe('Relative, standard deviation over ADCs'),
        bow: scale.default(0).describe('LSB, peak of the smooth nonlinearity, standard deviation over ADCs'),
        mismatch: scale.default(0).describe('Relative deviation of a unit element of the binary array'),
        noise: scale.default(0).describe('LSB, of one conversion at its input'),
        calibration: z
          .enum(adcCalibrations)
          .default('none')
          .describe('What is taken out digitally: a straight line, or a value for each code'),
      })
      .optional()
      .describe('How far ADCs are from ideal ones'),
  });
}

/** The schema of `sense`. */
export function senseSchema(quantity: QuantitySchema) {
  return z
    .strictObject({
      offset: quantity('voltage', "Standard deviation of the amplifiers' offsets", 'non-negative').prefault('0 V'),
      noise: z.number('expected a number in A/√Hz').min(0).default(0).describe('A/√Hz, at the input of an amplifier'),
      thermal: z.boolean().default(false).describe('Whether cells have thermal noise'),
      fano: z.number().min(0).max(1).default(0).describe("Fano factor of the cells' shot noise"),
      zeroed: z.boolean().default(false).describe('Whether a read without inputs is taken off all others'),
    })
    .optional()
    .describe('The circuits that sense bit lines');
}

/** The schema of `read`. */
export function readSchema(quantity: QuantitySchema) {
  return z.strictObject({
    voltage: quantity('voltage', 'Amplitude of a full-scale input'),
    time: quantity('time', 'Integration time of one read'),
    average: z
      .int('expected 1 to 1024 reads')
      .min(1, 'expected 1 to 1024 reads')
      .max(1024, 'expected 1 to 1024 reads')
      .default(1)
      .describe('Reads of every product, one after another, whose conversions are averaged digitally'),
  });
}
