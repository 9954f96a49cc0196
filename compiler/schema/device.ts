import { z } from 'zod';
import type { Parameter } from '../../devices/parameter.js';
import { deviceTable, partNames } from '../../devices/table.js';
import type { QuantityKind } from '../../edge/quantity.js';
import { writingSchema } from '../writing-file.js';
import type { QuantitySchema } from './quantity.js';

/** The schema of `device` in a hardware file: one form for each statistical model, with its parameters. */
export function deviceSchema(quantity: QuantitySchema) {
  const ofUnit: Record<string, QuantityKind> = { S: 'conductance', V: 'voltage', s: 'time', K: 'temperature' };
  const parameter = ({ meaning, unit, value, range }: Parameter) => {
    const kind = ofUnit[unit];
    if (kind) return quantity(kind, meaning, 'non-negative').prefault(`${value} ${unit}`);
    return z.number().min(range[0]).max(range[1]).default(value).describe(meaning);
  };
  const writing = writingSchema(quantity).optional();
  const otherDevice = z.enum(Object.keys(deviceTable) as [string, ...string[]]).optional();
  const deviceForms = Object.values(deviceTable).map(({ name, parameters }) => {
    const { gMin: _least, gMax: _most, ...others } = parameters;
    return z.strictObject({
      model: z.literal(name),
      gMin: quantity('conductance', 'Lowest conductance that weights are mapped to', 'non-negative'),
      gMax: quantity('conductance', 'Highest conductance that weights are mapped to'),
      ...Object.fromEntries(Object.entries(others).map(([key, about]) => [key, parameter(about)])),
      ...Object.fromEntries(
        partNames.map(part => [part, otherDevice.describe(`Model whose ${part} is taken instead`)]),
      ),
      noise: z
        .number()
        .min(0)
        .max(100)
        .default(1)
        .describe('Times the programming error and the read noise of every device; 0 is none, 1 the model'),
      writing: writing.describe('Pulses that devices are written with, in place of their programming error'),
    });
  });
  return z.discriminatedUnion('model', deviceForms as [(typeof deviceForms)[number], ...typeof deviceForms]);
}

/** The schema of `imperfections`: what any device may have, whatever its model. */
export function imperfectionsSchema() {
  const share = z.number().min(0).max(1);
  return z
    .strictObject({
      levels: z
        .int()
        .min(0)
        .refine(count => count !== 1, 'expected 0 for a continuum, or at least 2')
        .default(0)
        .describe('Programmable levels over the window; 0 is a continuum'),
      stuckLow: share.default(0),
      stuckHigh: share.default(0),
    })
    .default({ levels: 0, stuckLow: 0, stuckHigh: 0 });
}
