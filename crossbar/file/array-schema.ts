import { z } from 'zod';

const row = 'expected at least one row';
const conductance = z.number('expected a conductance in S').min(0, 'expected a conductance ≥ 0 S');
const conductances = z.array(z.array(conductance)).min(1, row).optional();
const cellResistance = z
  .number('expected a resistance in ohm, or null for an open cell')
  .positive('expected a resistance > 0 ohm');
const cellResistances = z.array(z.array(cellResistance.nullable())).min(1, row).optional();
const wire = 'expected a resistance ≥ 0 in ohm, or with its unit, such as "0.35 ohm"';
const wireResistance = z.union([z.number().min(0, wire), z.string()], wire);
const segments = z.union([wireResistance, z.array(wireResistance)], `${wire}, or a list of them, one per segment`);
const ends = z
  .union([wireResistance, z.array(wireResistance)], `${wire}, or "open", or a list of these, one per line`)
  .optional();
const farad = 'expected a capacitance ≥ 0 in F, or with its unit, such as "1 fF"';
const capacitance = z.union([z.number().min(0, farad), z.string()], farad).optional();
const perVolt = z.number('expected a number in 1/V');
const volt = z.number('expected a voltage in V');
const span = volt.positive('expected a voltage > 0 V');
const vectors = z.array(z.array(volt)).min(1, 'expected at least one input vector').optional();
const line = z.int('expected a whole number').min(0, 'expected a whole number ≥ 0');
const lines = z.array(line, 'expected a list of lines, counted from 0').optional();
const on = 'expected a resistance > 0 in ohm, or with its unit, such as "5 kohm"';
const gate = z.literal([0, 1], 'expected 1 (on) or 0 (off)');

/** What a cell may have in series with its memristor, beside any law. */
const access = {
  transistor: z
    .strictObject({
      onResistance: z.union([z.number().positive(on), z.string()], on),
      offConductance: conductance.optional(),
      onRows: lines,
      onColumns: lines,
    })
    .optional(),
  selector: z
    .strictObject({
      conductance: z.number('expected a conductance in S').positive('expected a conductance > 0 S'),
      b: perVolt,
      fullVoltage: span,
    })
    .optional(),
};

const cells = z.discriminatedUnion(
  'law',
  [
    z.strictObject({ law: z.literal('sinh'), b: perVolt, ...access }),
    z.strictObject({ law: z.literal('selector'), b: perVolt, fullVoltage: span, transistor: access.transistor }),
    z.strictObject({
      law: z.literal('polynomial'),
      coefficients: z.array(z.number('expected a number')).min(1, 'expected at least one coefficient'),
      range: span,
      ...access,
    }),
    z.strictObject({ law: z.literal('linear').optional(), ...access }),
  ],
  'expected "linear", "sinh", "selector" or "polynomial"',
);

/**
 * The input file of `ohmweave solve`: an array, and the voltages at the terminals of its lines. Cells are given by row, as
 * conductances (S) or as resistances (ohm, null where open); docs/array.md has every field. What goes together is checked
 * by the readers, crossbar-file.ts and two-wire-file.ts.
 */
export const arrayFileSchema = z.strictObject({
  $schema: z.string().optional(),
  conductance: conductances,
  resistance: cellResistances,
  pairs: z.enum(['side by side', 'interleaved'], 'expected "side by side" or "interleaved"').optional(),
  minusConductance: conductances,
  minusResistance: cellResistances,
  cells: cells.optional(),
  wordLineResistance: segments.optional(),
  supplyLineResistance: segments.optional(),
  bitLineResistance: segments,
  wireTemperatureCoefficient: z.number('expected a number in 1/K').optional(),
  driverResistance: ends,
  driverFarResistance: ends,
  senseResistance: ends,
  senseFarResistance: ends,
  capacitance: z.strictObject({ wordLine: capacitance, bitLine: capacitance, cell: capacitance }).optional(),
  inputs: vectors,
  bitInputs: vectors,
  read: z.enum(['bit lines', 'word lines'], 'expected "bit lines" or "word lines"').optional(),
  write: z
    .strictObject({
      cell: z.tuple([line, line], 'expected a word line and a bit line, such as [0, 2]'),
      volts: volt,
      scheme: z.enum(['V/2', 'V/3', 'grounded', 'floating'], 'expected "V/2", "V/3", "grounded" or "floating"'),
    })
    .optional(),
  supplyVolts: z.union([volt, z.array(volt)], 'expected a voltage in V, or a list of them, one per column').optional(),
  gates: z.array(z.array(gate)).min(1, 'expected at least one vector').optional(),
});

export type ParsedArray = z.output<typeof arrayFileSchema>;
