import { z } from 'zod';
import { signKinds } from '../hardware.js';
import { mostSets } from '../placement/duplicates.js';
import { packings } from '../placement/packing.js';

/** The schema of `mapping` in a hardware file: how weights become conductances. */
export function mappingSchema() {
  return z.strictObject({
    signs: z.enum(signKinds).describe('How a weight has two signs: two cells, or one beside a column of their middle'),
    scale: z.enum(['tile', 'column']).default('tile'),
    slices: z
      .strictObject({
        weightBits: z.int().min(2).max(24).describe('Of the integer that a weight is rounded to, sign included'),
        cellBits: z.int().min(1).max(8).describe('Of its magnitude that one cell holds'),
        over: z
          .enum(['cells', 'arrays'])
          .default('cells')
          .describe('Whether slices lie side by side in one array, or each in arrays of its own'),
        digits: z
          .enum(['signed', 'offset'])
          .default('signed')
          .describe('Whether digits have the sign of the weight, or are those of the weight and half of the range'),
      })
      .optional()
      .describe('Weights as integers, a column for some bits of each'),
    clip: z
      .union([z.strictObject({ percentile: z.number().positive().max(100) }), z.literal('least error')], {
        error: 'expected {"percentile": 99.9} or such, or "least error"',
      })
      .optional()
      .describe('Where large weights are cut off: at a percentile of |w|, or where the squared error is least'),
    irDrop: z
      .enum(['accepted', 'compensated'])
      .default('accepted')
      .describe('Whether targets are those whose operator, wires included, is the wanted one, at a smaller scale'),
    faults: z.enum(['accepted', 'remapped']).default('accepted').describe('Whether lines move for stuck devices'),
    spareColumns: z.int().min(0).max(4096).default(0).describe('Places that tiles leave free for such outputs'),
    copies: z
      .union([z.int().min(1), z.literal('fill')], { error: 'expected a count, or "fill"' })
      .default(1)
      .describe(
        'Rows per weight: device errors average out over them; "fill" takes as many as one array has room for, at most 16',
      ),
    centre: z
      .enum(['readout', 'all'])
      .default('readout')
      .describe('Products whose mean input is subtracted before the DAC; their bias is added behind the ADC'),
  });
}

/** The schema of `placement`: where tiles stand, and how often. */
export function placementSchema() {
  const sets = z.int().min(1).max(mostSets);
  return z
    .strictObject({
      packing: z.enum(packings).default('none').describe('Whether tiles share arrays, in which they are read in turn'),
      duplicates: z
        .union([sets, z.record(z.string(), sets)], {
          error: `expected 1 to ${mostSets}, or such a count for each product`,
        })
        .default(1)
        .describe(
          'Sets of arrays with the same weights, which take vectors in turn: of all products, or by their names',
        ),
      gridColumns: z.int().min(1).max(4096).optional().describe('Arrays side by side on the floorplan'),
    })
    .default({ packing: 'none', duplicates: 1 });
}
