import { z } from 'zod';
import { bits, scale } from './converters.js';
import type { QuantitySchema } from './quantity.js';

// What computes states in a hardware file: digital arithmetic behind ADCs, or devices and circuits of their own.

/** The schema of `recurrence`: states of memristive reservoirs. */
export function recurrenceSchema(quantity: QuantitySchema) {
  return z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('digital') }),
      z.strictObject({
        kind: z.literal('volatile'),
        timeUnit: quantity('time', "One time unit of the network's rates in this device"),
        gMin: quantity('conductance', 'State h = 0', 'non-negative'),
        gMax: quantity('conductance', 'State h = 1'),
        readVoltage: quantity('voltage', 'At which the state is read'),
        rest: quantity('time', 'Between two pulses, at the read voltage', 'non-negative').prefault('0 s'),
        rateDeviation: scale.default(0),
        slopeDeviation: scale.default(0),
        bits: bits.default(null),
        assumption: z.boolean().default(false).describe('True where no published device is this fast'),
      }),
    ])
    .default({ kind: 'digital' });
}

/** The schema of `settling`: sparse codes. */
export function settlingSchema(quantity: QuantitySchema) {
  return z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('digital') }),
      z.strictObject({
        kind: z.literal('analog'),
        timeConstant: quantity('time', 'RC of the integrator of each atom'),
        capacitance: quantity('capacitance', 'C of the integrator of each atom'),
        time: quantity('time', 'How long codes settle before they are converted'),
      }),
    ])
    .default({ kind: 'digital' })
    .describe('How sparse codes settle: in rounds of reads and conversions, or as voltages of a circuit');
}

/** The schema of `neurons`: spiking neurons. */
export function neuronsSchema(quantity: QuantitySchema) {
  return z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('digital').optional(),
        leakBits: z
          .int()
          .min(1)
          .max(32)
          .optional()
          .describe('Fractional bits of their leak factors; default: as many as float64 has'),
      }),
      z.strictObject({
        kind: z.literal('analog'),
        timeStep: quantity('time', 'What a time step of the network takes on the chip'),
        updateTime: quantity('time', 'The part of it in which spikes are latched and membranes reset'),
        capacitance: quantity('capacitance', 'C of each state of a neuron'),
        swing: quantity('voltage', 'What the largest threshold of a layer, or its largest value, stands for'),
        refractorySteps: z
          .int()
          .min(0)
          .max(1000)
          .default(0)
          .describe('Time steps after a spike in which a neuron that resets to a value is held there'),
        offset: quantity('voltage', "Standard deviation of the comparators' offsets", 'non-negative').prefault('0 V'),
        noise: quantity('voltage', "Standard deviation of a comparator's noise", 'non-negative').prefault('0 V'),
      }),
    ])
    .default({ kind: 'digital' })
    .describe('Spiking neurons: arithmetic behind ADCs, or circuits that column currents charge');
}
