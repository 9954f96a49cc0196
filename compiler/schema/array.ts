import { z } from 'zod';
import { wireSchema } from '../wire-file.js';
import type { QuantitySchema } from './quantity.js';

/** The schema of `array` in a hardware file: one physical array with its wires. */
export function arraySchema(quantity: QuantitySchema) {
  return z.strictObject({
    rows: z.int().min(1).max(4096).describe('Word lines of one physical array'),
    columns: z.int().min(2).max(8192).describe('Bit lines of one physical array; two make one signed output'),
    wordLineResistance: wireSchema(quantity('resistance', 'Per word-line segment', 'non-negative')),
    bitLineResistance: wireSchema(quantity('resistance', 'Per bit-line segment', 'non-negative')),
    wireTemperatureCoefficient: z
      .number('expected a number in 1/K')
      .optional()
      .describe(
        '1/K, of word and bit lines: their resistances hold at 300 K and change with the temperature by this; default 0, or 0.00451 where they are given by node',
      ),
    driverResistance: quantity('resistance', 'Between a row driver and its line', 'non-negative'),
    senseResistance: quantity('resistance', 'Between a bit line and virtual ground', 'non-negative'),
    wordLineCapacitance: quantity('capacitance', 'Of a word-line segment', 'non-negative').prefault('0 F'),
    bitLineCapacitance: quantity('capacitance', 'Of a bit-line segment', 'non-negative').prefault('0 F'),
    cellCapacitance: quantity('capacitance', 'Across a cell', 'non-negative').prefault('0 F'),
  });
}
