import { z } from 'zod';
import type { QuantityParser } from '../edge/quantity.js';
import { peripheralsSchema } from './peripherals-file.js';
import { arraySchema } from './schema/array.js';
import { adcSchema, dacSchema, readSchema, senseSchema } from './schema/converters.js';
import { deviceSchema, imperfectionsSchema } from './schema/device.js';
import { mappingSchema, placementSchema } from './schema/mapping.js';
import { quantitySchema } from './schema/quantity.js';
import { neuronsSchema, recurrenceSchema, settlingSchema } from './schema/states.js';
import type { WritingInput } from './writing-file.js';

/** To make a schema takes ten times as long as to check a description against it. */
const schemas = new WeakMap<QuantityParser, ReturnType<typeof makeSchema>>();

/**
 * The schema of a hardware description file. Every quantity is written with its unit ("25 uS", "0.35 ohm"); `parse`
 * reads it. The output is in SI units, the input side is what the published JSON Schema describes.
 */
export function hardwareSchema(parse: QuantityParser) {
  const made = schemas.get(parse) ?? makeSchema(parse);
  schemas.set(parse, made);
  return made;
}

function makeSchema(parse: QuantityParser) {
  const quantity = quantitySchema(parse);
  return z.strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1),
    description: z.string().optional(),
    array: arraySchema(quantity),
    device: deviceSchema(quantity),
    imperfections: imperfectionsSchema(),
    mapping: mappingSchema(),
    dac: dacSchema(),
    adc: adcSchema(),
    sense: senseSchema(quantity),
    read: readSchema(quantity),
    temperature: quantity('temperature', 'Operating temperature'),
    recurrence: recurrenceSchema(quantity),
    settling: settlingSchema(quantity),
    neurons: neuronsSchema(quantity),
    readout: z.enum(['crossbar', 'digital']).default('crossbar'),
    placement: placementSchema(),
    peripherals: peripheralsSchema(quantity),
    floorplan: z
      .strictObject({
        overhead: z.number().min(0).max(100).describe("Routing and white space, as a share of the parts' area"),
        source: z.string().min(1).describe('Where that share comes from'),
      })
      .optional()
      .describe('What a floorplan adds to the area of the parts; default: nothing'),
    sources: z.record(z.string(), z.string()).optional().describe('Where each constant comes from, by its path'),
  });
}

/** The file as written: what a preset holds and `ohmweave hardware NAME` prints. */
export type HardwareFile = Omit<z.input<ReturnType<typeof hardwareSchema>>, 'device'> & {
  readonly device: {
    readonly model: string;
    readonly gMin: string;
    readonly gMax: string;
    readonly writing?: WritingInput;
    readonly [parameterOrPart: string]: string | number | WritingInput | undefined;
  };
};
