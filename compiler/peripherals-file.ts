import { z } from 'zod';
import type { CustomPeripherals } from './cost/custom.js';
import { type PeripheralChoice, peripheralNames } from './cost/peripherals.js';
import type { QuantitySchema } from './schema/quantity.js';

/** The schema of `peripherals` in a hardware file: names of built-in presets, and presets of its own. */
export function peripheralsSchema(quantity: QuantitySchema) {
  const energy = quantity('energy', 'Of one operation', 'non-negative').optional();
  const latency = quantity('time', 'Of one operation', 'non-negative').optional();
  const area = quantity('area', 'Of one instance', 'non-negative').optional();
  const leakage = quantity('power', 'Of one instance', 'non-negative').optional();
  const source = z.string().min(1).describe('Where these figures come from');
  const part = z.strictObject({ energy, latency, area, leakage, source }).optional();
  const names = peripheralNames as [string, ...string[]];
  const own = z.strictObject({
    name: z
      .string()
      .min(1)
      .refine(name => !names.includes(name), 'expected a name that no built-in preset has'),
    like: z.enum(names).describe('Built-in preset that all else is taken from'),
    adc: part.describe('One conversion, whatever the resolution'),
    dac: part.describe('One conversion'),
    sense: part.describe('One column at one read'),
    digital: part.describe('One operation; area and leakage of a lane'),
    driver: z
      .strictObject({
        capacitance: quantity('capacitance', "Of one cell's share of a word line", 'non-negative').optional(),
        ...{ area, leakage, source },
      })
      .optional(),
    buffer: z.strictObject({ energy, area, leakage, source }).optional().describe('One bit'),
    cell: z.strictObject({ area: quantity('area', 'Of one memory cell', 'non-negative'), source }).optional(),
    writing: z
      .strictObject({
        voltage: quantity('voltage', 'Of the pulse that writes a device'),
        pulse: quantity('time', 'Its width'),
        source,
      })
      .optional(),
  });
  return z
    .array(
      z.union([z.enum(names), own], {
        error: `expected one of ${names.join(', ')}, or a preset of your own with "name" and "like"`,
      }),
    )
    .min(1)
    .refine(namesAreTheirOwn, 'expected a name of its own for each preset')
    .transform((all): readonly PeripheralChoice[] => all as readonly (string | CustomPeripherals)[])
    .describe('Presets that costs are computed with; two or more give a range');
}

function namesAreTheirOwn(all: readonly (string | { readonly name: string })[]): boolean {
  return new Set(all.map(one => (typeof one === 'string' ? one : one.name))).size === all.length;
}
